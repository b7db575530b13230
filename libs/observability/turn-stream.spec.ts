import { spawnSync } from 'node:child_process';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createLogger } from './create-logger.js';
import { turnStream } from './turn-stream.js';

const REGISTER_TS = new URL('../../test/support/register-ts.mjs', import.meta.url).href;
const CREATE_LOGGER = fileURLToPath(new URL('create-logger.ts', import.meta.url));

describe('turnStream', () => {
  it('writes the lines of a turn together, and each turn by itself', async () => {
    const writes: string[] = [];
    const logger = createLogger({ destination: turnStream({ write: (text) => void writes.push(text) }) });
    logger.info('one');
    await Promise.resolve();
    logger.info('two');
    expect(writes).toEqual([]);
    await nextTurn();
    expect(writes).toHaveLength(1);
    expect(writes[0]).toMatch(/^\{.*"msg":"one"\}\n\{.*"msg":"two"\}\n$/);
    logger.info('three');
    await nextTurn();
    expect(writes).toHaveLength(2);
    expect(writes[1]).toContain('"three"');
  });

  it.each([
    ['exits', 'process.exit(3)', 3],
    ['throws', 'throw new Error("at once")', 1],
    ['simply ends', '', 0],
  ])('loses no line of a program that %s in the same turn', (_, end, status) => {
    const program = `
      import { createLogger } from ${JSON.stringify(CREATE_LOGGER)};
      createLogger().info('first'); createLogger({ pretty: true }).fatal('last'); ${end}`;
    const ran = spawnSync(process.execPath, ['--import', REGISTER_TS, '--input-type=module', '--eval', program], {
      encoding: 'utf8',
    });
    expect(ran.status, ran.stderr).toBe(status);
    expect(ran.stdout).toMatch(/"msg":"first"\}\n.*FATAL.*last\n$/);
  });
});
