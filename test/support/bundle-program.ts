import { builtinModules } from 'node:module';
import { rolldown } from 'rolldown';

/**
 * Bundles one TypeScript program with all that it imports into a single file that plain Node runs, wherever it is put
 * and whoever runs it. Tests need it for programs that must be processes of their own (to be killed, or to run as
 * another user, who may not be able to enter this checkout).
 *
 * @param entry the program's source file.
 * @param outFile the file to write, ending in `.mjs`.
 */
export async function bundleProgram(entry: string, outFile: string): Promise<void> {
  const bundle = await rolldown({
    input: entry,
    platform: 'node',
    // pg-native is an optional peer of pg, which does without it.
    external: [...builtinModules, /^node:/, 'pg-native', 'cloudflare:sockets'],
    resolve: { conditionNames: ['source', 'node', 'default'] },
    logLevel: 'silent',
  });
  await bundle.write({ file: outFile, format: 'esm', codeSplitting: false });
  await bundle.close();
}
