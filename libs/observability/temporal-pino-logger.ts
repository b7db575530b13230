import type { Logger as TemporalLogger, LogLevel, LogMetadata } from '@temporalio/common';
import type { Logger } from './create-logger.js';

const levels = {
  TRACE: 'trace',
  DEBUG: 'debug',
  // Which state a Worker is in, which kinds of task it polls: the framework's inner life.
  INFO: 'debug',
  WARN: 'warn',
  ERROR: 'error',
} as const satisfies Record<LogLevel, string>;

/**
 * Warnings about what is meant to be so: two of our Workers run activities only, and a delivery that failed closes its
 * workflow as failed (the log line of its last attempt tells why). TMPRL1104: a local attempt keeps its workflow task open
 * for as long as the receiver takes.
 */
const EXPECTED = /^No workflows registered|^Workflow failed|TMPRL1104/;

/**
 * Lets Temporal's SDK, its native core, and the logs of workflows and activities write to our pino logger:
 * `Runtime.install({ logger: new TemporalPinoLogger(logger) })`. An `error` in the metadata is written as `err`.
 */
export class TemporalPinoLogger implements TemporalLogger {
  private readonly logger: Logger;

  constructor(logger: Logger) {
    this.logger = logger.child({ context: 'Temporal' });
  }

  log(level: LogLevel, message: string, meta: LogMetadata = {}): void {
    const { error, ...fields } = meta;
    this.logger[EXPECTED.test(message) ? 'debug' : levels[level]](
      error === undefined ? fields : { ...fields, err: error },
      message,
    );
  }

  trace(message: string, meta?: LogMetadata): void {
    this.log('TRACE', message, meta);
  }

  debug(message: string, meta?: LogMetadata): void {
    this.log('DEBUG', message, meta);
  }

  info(message: string, meta?: LogMetadata): void {
    this.log('INFO', message, meta);
  }

  warn(message: string, meta?: LogMetadata): void {
    this.log('WARN', message, meta);
  }

  error(message: string, meta?: LogMetadata): void {
    this.log('ERROR', message, meta);
  }
}
