import { startEmbeddedPostgres } from '../../libs/persistence/embedded-postgres.js';
import { DataDirLock } from '#libs/processes';

/**
 * A program that holds a data folder and runs an embedded Postgres in it, as the standalone does:
 * `node program.mjs <dataDir> [packageDir]`. It prints one JSON line `{ url, port, pid }` once the server answers, and
 * stops everything on SIGTERM, and at the end of its stdin.
 */
const [dataDir, packageDir] = process.argv.slice(2);
if (dataDir === undefined) throw new Error('usage: program <dataDir> [packageDir]');

const lock = await DataDirLock.acquire(dataDir, 'embedded Postgres test program');
const postgres = await startEmbeddedPostgres({ dataDir, port: 0, packageDir });
const stop = (): void => void postgres.stop().then(() => lock.release().then(() => process.exit()));
process.once('SIGTERM', stop);
process.stdin.resume().once('end', stop);
process.stdout.write(`${JSON.stringify({ url: postgres.url, port: postgres.port, pid: postgres.pid })}\n`);
