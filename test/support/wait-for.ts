import { setTimeout as delay } from 'node:timers/promises';

/** What a probe gives while the awaited thing has not happened: anything falsy that is not a result. */
type NotYet = undefined | null | false;

/** How long and how often {@link waitFor} asks. */
export interface WaitForOptions {
  /** Gives up after this long, in milliseconds. @default 45000: long enough for a machine that is busy with other things */
  timeoutMs?: number;
  /** Time between two questions, in milliseconds. @default 25 */
  everyMs?: number;
}

/**
 * Polls until the probe gives a value, and returns that value. The only way in which a test waits.
 *
 * @param what what is waited for, in words: it stands in the error.
 * @param probe asked at once and then every `everyMs`; `undefined`, `null` and `false` mean "not yet". When it throws,
 * that counts as "not yet" too, and the last error is named when the time is up.
 * @throws Error after `timeoutMs`.
 */
export async function waitFor<T>(
  what: string,
  probe: () => T | NotYet | Promise<T | NotYet>,
  { timeoutMs = 45_000, everyMs = 25 }: WaitForOptions = {},
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  let lastError: unknown;
  for (;;) {
    try {
      const found = await probe();
      if (found !== undefined && found !== null && found !== false) return found;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (performance.now() >= deadline) {
      const because = lastError instanceof Error ? ` (last error: ${lastError.message})` : '';
      throw new Error(`waited ${timeoutMs} ms in vain for ${what}${because}`, { cause: lastError });
    }
    await delay(everyMs);
  }
}
