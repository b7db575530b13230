import type { LoggerService } from '@nestjs/common';
import type { Logger } from './create-logger.js';

/** A stack trace as V8 prints it: a first line, then lines that begin with "at". */
const STACK = /^.+\n\s+at /;

type PinoLevel = 'trace' | 'debug' | 'warn' | 'error' | 'fatal';

/**
 * Lets Nest, and everything that logs through `new Logger(context)`, write to our pino logger: `app.useLogger(…)`.
 *
 * Nest hands over a message, for errors perhaps a stack, and the context last; the context becomes the field `context`.
 * Nest's `log` is pino's `debug`: which modules and routes it sets up is the framework's inner life. `verbose` is `trace`.
 */
export class NestPinoLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(level: PinoLevel, message: unknown, rest: readonly unknown[]): void {
    const fields: Record<string, unknown> = {};
    const more: unknown[] = [];
    for (const [index, value] of rest.entries()) {
      if (typeof value === 'string' && STACK.test(value)) fields.stack = value;
      else if (typeof value === 'string' && index === rest.length - 1) fields.context = value;
      else if (value instanceof Error) fields.err = value;
      else if (value !== undefined) more.push(value);
    }
    if (more.length > 0) fields.details = more;
    if (message instanceof Error) this.logger[level]({ ...fields, err: message }, message.message);
    else if (typeof message === 'object' && message !== null) this.logger[level]({ ...fields, ...message });
    else this.logger[level](fields, String(message));
  }
}
