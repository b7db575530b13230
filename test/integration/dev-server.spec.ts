import { Client, Connection } from '@temporalio/client';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { identifyProcess, isRunning, ProcessInUseError, ProcessStartError } from '#libs/processes';
import { startTemporalDevServer, type TemporalDevServer, type TemporalDevServerOptions } from '#libs/temporal';
import '../support/provided-context.js';
import { startProgram } from '../support/program.js';
import { createTempDir, type TempDir } from '../support/temp-dir.js';

let temp: TempDir;
let dataDir: string;
const running: TemporalDevServer[] = [];
const connections: Connection[] = [];

beforeEach(async () => {
  temp = await createTempDir();
  dataDir = join(temp.path, 'data');
});

afterEach(async () => {
  await Promise.all(connections.splice(0).map((connection) => connection.close()));
  await Promise.all(running.splice(0).map((server) => server.stop()));
  await temp.remove();
});

async function start(options: Partial<TemporalDevServerOptions> = {}): Promise<TemporalDevServer> {
  const server = await startTemporalDevServer({
    cliPath: inject('temporalCliPath'),
    dataDir,
    port: 0,
    searchAttributes: { EverhookTenantId: 'Keyword' },
    ...options,
  });
  running.push(server);
  return server;
}

async function connect(server: TemporalDevServer, namespace = 'default'): Promise<Client> {
  const connection = await Connection.connect({ address: server.address });
  connections.push(connection);
  return new Client({ connection, namespace });
}

async function isGone(pid: number): Promise<boolean> {
  return (await identifyProcess(pid)) === undefined;
}

/** A workflow that no worker takes: it stays as it is. */
async function startWorkflow(client: Client, workflowId: string, attribute = 'EverhookTenantId'): Promise<void> {
  await client.workflow.start('waitsForEver', {
    workflowId,
    taskQueue: 'nobody-listens',
    searchAttributes: { [attribute]: ['ten_1'] },
  });
}

describe('Temporal dev server', () => {
  test('keeps its workflows in a file over a stop, and takes further search attributes', async () => {
    const first = await start({ namespace: 'everhook' });
    expect((await fetch(first.uiUrl)).status).toBe(200);
    await startWorkflow(await connect(first, 'everhook'), 'dlv_kept');
    await first.stop();
    expect(await first.exited).toEqual({ code: 0, signal: null });
    expect(await readdir(dataDir)).not.toContain('temporal.pid.json');

    const second = await start({
      namespace: 'everhook',
      searchAttributes: { EverhookTenantId: 'Keyword', EverhookEndpointId: 'Keyword' },
    });
    const client = await connect(second, 'everhook');
    const kept = await client.workflow.getHandle('dlv_kept').describe();
    expect(kept.status.name).toBe('RUNNING');
    expect(kept.searchAttributes).toMatchObject({ EverhookTenantId: ['ten_1'] });
    await startWorkflow(client, 'dlv_new', 'EverhookEndpointId');
  });

  test('says so when the file has a search attribute with another type', async () => {
    const first = await start();
    await first.stop();
    const second = start({ searchAttributes: { EverhookTenantId: 'Int' } });
    await expect(second).rejects.toThrow('the search attribute EverhookTenantId is not of type Int');
    expect(await readdir(dataDir)).not.toContain('temporal.pid.json');
  });

  test('keeps nothing in memory mode, and takes other ports when the preferred ones are in use', async () => {
    const first = await start({ inMemory: true });
    const [, port] = first.address.split(':');
    const other = join(temp.path, 'other');
    const preferred = { port: Number(port), uiPort: Number(new URL(first.uiUrl).port) };
    const second = await start({ inMemory: true, dataDir: other, ...preferred });
    expect(second.address).not.toBe(first.address);
    expect(second.uiUrl).not.toBe(first.uiUrl);
    await startWorkflow(await connect(second), 'dlv_1');
    expect(await readdir(other)).toEqual(['logs', 'temporal.pid.json']);
  });

  test('refuses a folder whose server and its owner are running', async () => {
    const first = await start();
    await expect(start()).rejects.toThrow(ProcessInUseError);
    await expect(connect(first)).resolves.toBeInstanceOf(Client);
  });

  test('after kill -9 of its owner the next start stops the old server, and has its workflows', async () => {
    const loader = ['--import', join(import.meta.dirname, '../support/register-ts.mjs'), '--conditions=source'];
    const program = join(import.meta.dirname, '../support/dev-server-program.ts');
    const owner = await startProgram<{ address: string; pid: number }>(
      [...loader, program, inject('temporalCliPath'), dataDir],
      { env: { HOME: temp.path } },
    );
    const old = await identifyProcess(owner.ready.pid);
    await owner.end('SIGKILL');
    expect(old && (await isRunning(old))).toBe(true);
    const next = await start();
    expect(await isGone(owner.ready.pid)).toBe(true);
    expect(next.pid).not.toBe(owner.ready.pid);
    await connect(next);
  });

  test('gives the end of the log when the server does not come up', async () => {
    const error = await start({ searchAttributes: JSON.parse('{"Bad":"NoSuchType"}') }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(ProcessStartError);
    expect(String(error)).toMatch(/ended before it was ready \(exit code 1\)\n.*NoSuchType/s);
  });

  test('starts again on free ports when another program takes one in between', async () => {
    const thief = createServer().listen(0, '127.0.0.1');
    await once(thief, 'listening');
    const address = thief.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const server = await start({ port, uiPort: port });
    expect(server.address).not.toBe(`127.0.0.1:${port}`);
    await new Promise((resolve) => thief.close(resolve));
  });
});
