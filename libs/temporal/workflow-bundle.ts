import { bundleWorkflowCode, DefaultLogger, type BundleOptions } from '@temporalio/worker';
import { join } from 'node:path';
import { repoRoot } from '#libs/processes';

type WebpackConfig = Parameters<NonNullable<BundleOptions['webpackConfigHook']>>[0];

/** What every run finds loaded. Nothing in it may keep state of a run outside of functions: all runs share it. */
const WORKFLOWS_PATH = join(repoRoot(), 'workflows', 'index.ts');

/** Where `npm run build` puts the bundle; a Worker takes it as `workflowBundle: { codePath }`. */
export function workflowBundlePath(): string {
  return join(repoRoot(), 'dist', 'workflow-bundle.js');
}

/**
 * Bundles all workflows from their source, `workflows/index.ts`, for Temporal's sandbox. Takes some seconds.
 *
 * @throws Error with webpack's report when the code does not compile or imports what workflows may not.
 */
export async function buildWorkflowBundle(): Promise<{ code: string }> {
  const report: string[] = [];
  try {
    const { code } = await bundleWorkflowCode({
      workflowsPath: WORKFLOWS_PATH,
      // Else every run loads these modules anew and keeps its own copy of them as long as it is cached.
      preloadModules: [WORKFLOWS_PATH],
      webpackConfigHook: (config) => withoutSources(resolveSources(config)),
      logger: new DefaultLogger('ERROR', ({ message }) => report.push(message)),
    });
    return { code };
  } catch (error) {
    throw new Error(['the workflows cannot be bundled', ...report].join('\n'), { cause: error });
  }
}

/**
 * Makes webpack resolve our imports as TypeScript does: `#libs/x` by package.json's `source` condition (else it takes
 * what an earlier build left in `dist`, without a word), and `./x.js` as `./x.ts`.
 */
function resolveSources(config: WebpackConfig): WebpackConfig {
  return {
    ...config,
    resolve: {
      ...config.resolve,
      conditionNames: ['source', '...'],
      extensionAlias: { '.js': ['.ts', '.js'] },
    },
  };
}

/** Leaves the sources' text out of the source map: positions are enough for stack traces, and both threads keep the map. */
function withoutSources(config: WebpackConfig): WebpackConfig {
  return { ...config, devtool: 'inline-nosources-source-map' };
}
