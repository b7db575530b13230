import { setTimeout as delay } from 'node:timers/promises';
import { nowMs } from './clock.js';

/** Runs `one` `count` times, `inFlight` at once: the next begins when one has ended. The first error ends it. */
export async function closedLoop(
  count: number,
  inFlight: number,
  one: (index: number) => Promise<void>,
): Promise<void> {
  const left = Array.from({ length: count }, (_, index) => index).values();
  const lane = async (): Promise<void> => {
    // The lanes share one iterator: each takes the next that is left.
    for (const index of left) {
      try {
        await one(index);
      } catch (error) {
        // Exhausts the iterator, so that the other lanes begin no more.
        for (const _ of left);
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(inFlight, count) }, lane));
}

/** Begins `one` `count` times at a steady pace, however long each takes, and waits for all. */
export async function openLoop(count: number, perSecond: number, one: (index: number) => Promise<void>): Promise<void> {
  const beganMs = nowMs();
  const running: Promise<void>[] = [];
  for (let index = 0; index < count; index += 1) {
    const waitMs = beganMs + (index * 1000) / perSecond - nowMs();
    if (waitMs > 0) await delay(waitMs);
    const run = one(index);
    // Reported below, with the others.
    run.catch(() => undefined);
    running.push(run);
  }
  await Promise.all(running);
}
