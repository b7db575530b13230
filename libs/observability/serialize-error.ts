/** An error as it stands in a log line. */
export interface SerializedError {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  /** Node's, Postgres' or undici's code. */
  readonly code?: string;
  readonly cause?: SerializedError;
  /** The parts of an AggregateError. */
  readonly errors?: readonly SerializedError[];
}

/** How many causes, and parts of an AggregateError, are written. */
const MAXIMUM_CAUSES = 5;

/**
 * An error's type, message, stack, code and causes, and nothing else of it: database errors carry the statement's
 * parameters and the offending row among their fields, and so payloads and secrets.
 *
 * @param error anything that was thrown
 */
export function serializeError(error: unknown, depth = 0): SerializedError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const hasCause = error.cause !== undefined && depth < MAXIMUM_CAUSES;
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...(code === undefined ? {} : { code }),
    ...(hasCause ? { cause: serializeError(error.cause, depth + 1) } : {}),
    ...(error instanceof AggregateError && depth < MAXIMUM_CAUSES
      ? { errors: error.errors.slice(0, MAXIMUM_CAUSES).map((part: unknown) => serializeError(part, depth + 1)) }
      : {}),
  };
}
