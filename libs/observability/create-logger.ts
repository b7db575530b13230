import {
  destination as fileDestination,
  pino,
  stdTimeFunctions,
  type DestinationStream,
  type LevelWithSilent,
  type Logger,
} from 'pino';
import { REDACTED } from '#libs/contracts';
import { prettyStream } from './pretty-stream.js';
import { redact } from './redact.js';
import { serializeError } from './serialize-error.js';
import { turnStream } from './turn-stream.js';

export type { Logger } from 'pino';

/** One for all loggers of the program, so that their lines keep their order. */
let standardOutput: DestinationStream | undefined;

/** How a program logs. */
export interface LoggerOptions {
  /** The least important level that is written. @default 'info' */
  readonly level?: LevelWithSilent;
  /** Lines for people instead of JSON. @default false */
  readonly pretty?: boolean;
  /** Which program writes: `api`, `worker`, `standalone`; stands in every line as `program`. */
  readonly program?: string;
  /** Where the lines go. @default standard output */
  readonly destination?: DestinationStream;
}

/**
 * Makes the program's one logger (pino): one JSON object a line on standard output, times in RFC 3339, levels as words,
 * secrets redacted at any depth, errors without their fields. Everything else is a `child` of it.
 *
 * ```ts
 * logger.info({ deliveryId, outcome }, 'attempt made');
 * logger.error({ err: error }, 'the relay stopped');
 * ```
 */
export function createLogger({ level = 'info', pretty = false, program, destination }: LoggerOptions = {}): Logger {
  const options = {
    level,
    base: { pid: process.pid, ...(program === undefined ? {} : { program }) },
    timestamp: stdTimeFunctions.isoTime,
    serializers: { err: serializeError, error: serializeError },
    // A child's own fields pass no formatter, only this.
    redact: {
      paths: ['secret', 'password', 'authorization', 'token', 'key', 'apiKey', 'adminKey'],
      censor: (value: unknown) => (typeof value === 'boolean' ? value : REDACTED),
    },
    formatters: {
      level: (label: string) => ({ level: label }),
      log: redact,
    },
  };
  const lines = destination ?? (standardOutput ??= turnStream(fileDestination({ sync: true })));
  return pino(options, pretty ? prettyStream(lines) : lines);
}
