import { resolveTemporalCli } from '../../libs/temporal/cli-resolver.js';

/** Resolves the Temporal CLI with this process's environment: `node program.mjs <cacheDir>`. Prints it as one JSON line. */
const [cacheDir] = process.argv.slice(2);
process.stdout.write(`${JSON.stringify(await resolveTemporalCli({ cacheDir }))}\n`);
