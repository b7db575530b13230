import { setTimeout as delay } from 'node:timers/promises';

/** How long and how often {@link pollUntil} asks. */
export interface PollOptions {
  /** What is waited for, as the end of the sentence "waited … ms for …". */
  readonly what: string;
  /** Milliseconds after which the wait is given up. */
  readonly timeoutMs: number;
  /** Milliseconds between two questions. @default 50 */
  readonly intervalMs?: number;
}

/** Thrown by {@link pollUntil} when the deadline passed. */
export class PollTimeoutError extends Error {
  override readonly name = 'PollTimeoutError';
}

/**
 * Asks `probe` again and again until it answers something other than `undefined` or `false`, and returns that answer.
 * An error thrown by `probe` ends the wait and is passed on.
 *
 * @throws PollTimeoutError when `timeoutMs` passed without an answer.
 */
export async function pollUntil<T>(
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  { what, timeoutMs, intervalMs = 50 }: PollOptions,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await probe();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() >= deadline) throw new PollTimeoutError(`waited ${timeoutMs} ms for ${what}`);
    await delay(intervalMs);
  }
}
