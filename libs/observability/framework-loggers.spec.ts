import { Logger as NestLogger } from '@nestjs/common';
import { afterEach, describe, expect, it } from 'vitest';
import { createLogger } from './create-logger.js';
import { NestPinoLogger } from './nest-pino-logger.js';
import { TemporalPinoLogger } from './temporal-pino-logger.js';

function capture() {
  const lines: string[] = [];
  const logger = createLogger({ level: 'trace', destination: { write: (line) => void lines.push(line) } });
  const last = (): Record<string, unknown> => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>;
  return { logger, last };
}

describe('NestPinoLogger', () => {
  afterEach(() => NestLogger.overrideLogger(true));

  it("writes what Nest's own Logger hands over, context and level included", () => {
    const { logger, last } = capture();
    NestLogger.overrideLogger(new NestPinoLogger(logger));
    const nest = new NestLogger('RouterExplorer');

    nest.log('Mapped {/health, GET} route');
    expect(last()).toMatchObject({ level: 'debug', context: 'RouterExplorer', msg: 'Mapped {/health, GET} route' });
    nest.verbose('detail');
    expect(last()).toMatchObject({ level: 'trace', context: 'RouterExplorer' });
    nest.warn({ rows: 3 });
    expect(last()).toMatchObject({ level: 'warn', context: 'RouterExplorer', rows: 3 });

    const error = new Error('broken');
    nest.error(error.message, error.stack);
    expect(last()).toMatchObject({ level: 'error', context: 'RouterExplorer', msg: 'broken', stack: error.stack });
    nest.error('no stack here');
    expect(last()).toMatchObject({ level: 'error', context: 'RouterExplorer', msg: 'no stack here' });
    nest.fatal(error);
    expect(last()).toMatchObject({ level: 'fatal', msg: 'broken', err: { message: 'broken' } });
    nest.log('with more', { userId: 1, secret: 'TOP-SECRET' });
    expect(last()).toMatchObject({ msg: 'with more', details: [{ userId: 1, secret: '[redacted]' }] });
  });
});

describe('TemporalPinoLogger', () => {
  it.each([
    ['trace', 'trace'],
    ['debug', 'debug'],
    ['info', 'debug'],
    ['warn', 'warn'],
    ['error', 'error'],
  ] as const)('writes %s with its fields, at level %s', (given, level) => {
    const { logger, last } = capture();
    new TemporalPinoLogger(logger)[given]('worker state changed', { taskQueue: 'everhook-attempts' });
    expect(last()).toMatchObject({
      level,
      context: 'Temporal',
      msg: 'worker state changed',
      taskQueue: 'everhook-attempts',
    });
  });

  it('writes an error among the fields as an error, and 64-bit numbers without failing', () => {
    const { logger, last } = capture();
    const temporal = new TemporalPinoLogger(logger);
    temporal.warn('activity failed', { error: new Error('database away'), attempt: 7n });
    expect(last()).toMatchObject({ err: { type: 'Error', message: 'database away' }, attempt: 7 });
  });
});
