import { describe, expect, it } from 'vitest';
import { createLogger, type LoggerOptions } from './create-logger.js';

/** A logger and the lines it wrote. */
function capture(options: LoggerOptions = {}) {
  const lines: string[] = [];
  const logger = createLogger({ ...options, destination: { write: (line) => void lines.push(line) } });
  const last = (): Record<string, unknown> => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>;
  return { logger, lines, last };
}

describe('createLogger', () => {
  it('writes one JSON object a line, with program, time and the level as a word', () => {
    const { logger, lines, last } = capture({ program: 'worker' });
    logger.info({ deliveryId: 'dlv_1' }, 'attempt made');
    expect(lines).toHaveLength(1);
    expect(last()).toMatchObject({ level: 'info', program: 'worker', deliveryId: 'dlv_1', msg: 'attempt made' });
    expect(last().time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('writes nothing below its level', () => {
    const { logger, lines } = capture({ level: 'warn' });
    logger.info('quiet');
    logger.warn('loud');
    expect(lines).toHaveLength(1);
  });

  it('lets no secret through, at any depth, in any spelling, nor in a child', () => {
    const { logger, lines } = capture();
    const value = 'TOP-SECRET';
    logger.info({
      secret: value,
      password: value,
      key: value,
      headers: { Authorization: `Bearer ${value}`, authorization: value, 'Set-Cookie': value, 'x-api-key': value },
      config: { database: { password: value }, adminKey: value, encryptionOldKeys: [value], signingSecret: value },
      endpoint: { url: `https://user:${value}@shop.example/hook?token=${value}#${value}` },
      deep: { deeper: [{ deepest: { accessToken: value } }] },
      bytes: Buffer.from(value),
    });
    logger.child({ secret: value }).info('from a child');
    expect(lines.join('')).not.toContain(value);
    expect(lines.join('')).not.toContain([...Buffer.from(value)].join(','));
    expect(lines[0]).toContain('"url":"https://shop.example/hook?[redacted]"');
    expect(lines[0]).toContain('"bytes":"[10 bytes]"');
  });

  it('keeps what only names a thing or says whether it is set', () => {
    const { logger, last } = capture();
    const fields = {
      orderingKey: 'customer-7',
      keyId: 'key_1',
      adminKey: true,
      url: '/api/v1/events',
      statusCode: 503,
      nothing: null,
    };
    logger.info(fields);
    expect(last()).toMatchObject(fields);
  });

  it('ends at a cycle', () => {
    const { logger, lines } = capture();
    const cyclic: Record<string, unknown> = { name: 'ring' };
    cyclic.self = cyclic;
    logger.info(cyclic, 'still here');
    expect(lines[0]).toContain('still here');
  });

  it("writes an error's type, code and causes but none of its other fields", () => {
    const { logger, last, lines } = capture();
    const cause = Object.assign(new Error('duplicate key'), {
      code: '23505',
      parameters: ['PAYLOAD'],
      detail: 'PAYLOAD',
    });
    logger.error({ err: new TypeError('could not write', { cause }) }, 'the relay stopped');
    expect(last()).toMatchObject({
      level: 'error',
      msg: 'the relay stopped',
      err: { type: 'TypeError', message: 'could not write', cause: { message: 'duplicate key', code: '23505' } },
    });
    expect(lines.join('')).not.toContain('PAYLOAD');
    logger.error(cause);
    expect(last()).toMatchObject({ msg: 'duplicate key', err: { code: '23505' } });
    expect(lines.join('')).not.toContain('PAYLOAD');
  });

  it('writes for people when asked to', () => {
    const { logger, lines } = capture({ pretty: true });
    logger.child({ context: 'Relay' }).warn({ rows: 3, secret: 'TOP-SECRET' }, 'falling behind');
    const text = lines.join('');
    expect(text).toMatch(/WARN.*\[Relay\] falling behind/);
    expect(text).toMatch(/"rows":3/);
    expect(text).not.toContain('TOP-SECRET');
  });
});
