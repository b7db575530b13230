import { startTemporalDevServer } from '../../libs/temporal/dev-server.js';

/**
 * A program that runs a Temporal dev server, as the standalone does: `node program.ts <cliPath> <dataDir>`. It prints
 * one JSON line `{ address, pid }` once the server answers, and stops it at the end of its stdin.
 */
const [cliPath, dataDir] = process.argv.slice(2);
if (cliPath === undefined || dataDir === undefined) throw new Error('usage: program <cliPath> <dataDir>');

const server = await startTemporalDevServer({ cliPath, dataDir, port: 0, searchAttributes: {} });
process.stdout.write(`${JSON.stringify({ address: server.address, pid: server.pid })}\n`);
process.stdin.resume().once('end', () => void server.stop().then(() => process.exit()));
