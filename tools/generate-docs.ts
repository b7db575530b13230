import 'reflect-metadata';
// Writes the generated files of docs/ and of the console; with --check it only tells which are stale, and exits with 1.
// Run by `npm run generate` and `npm run check:generated`, and so always from the root of the checkout.
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { configurationPage } from './docs/configuration-page.js';
import { consoleApiTypes } from './docs/console-api-types.js';
import { openApiFile } from './docs/openapi-file.js';
import { problemsPage } from './docs/problems-page.js';

/** One generated file. */
interface Generator {
  /** From the root of the checkout. */
  readonly path: string;
  /** The file's whole text, in the form that `npm run check:format` accepts where it looks at the file. */
  readonly render: () => Promise<string>;
}

const generators: readonly Generator[] = [
  { path: 'docs/configuration.md', render: () => asPrettierWants('docs/configuration.md', configurationPage()) },
  { path: 'docs/problems.md', render: () => asPrettierWants('docs/problems.md', problemsPage()) },
  { path: 'docs/openapi.json', render: openApiFile },
  {
    path: 'apps/console/api/schema.generated.ts',
    render: async () => asPrettierWants('apps/console/api/schema.generated.ts', await consoleApiTypes()),
  },
];

async function asPrettierWants(path: string, text: string): Promise<string> {
  return format(text, { ...(await resolveConfig(path)), filepath: path });
}

async function readOrNull(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

const { check } = parseArgs({ options: { check: { type: 'boolean', default: false } } }).values;
for (const { path, render } of generators) {
  const wanted = await render();
  if ((await readOrNull(path)) === wanted) continue;
  if (check) {
    console.error(`${path} is stale: run \`npm run generate\` and commit the result.`);
    process.exitCode = 1;
  } else {
    await writeFile(path, wanted);
    console.log(`${path} written`);
  }
}
