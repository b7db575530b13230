import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LiveLog } from './live-log.js';

const PUBLISH_MS = 200;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('gathers rows and shows them newest first, once for many', () => {
  const log = new LiveLog<number>(100, PUBLISH_MS);
  const drawn = vi.fn<() => void>();
  log.subscribe(drawn);
  for (const row of [1, 2, 3]) log.push(row);
  expect(log.read().rows).toEqual([]);
  vi.advanceTimersByTime(PUBLISH_MS);
  expect(log.read().rows).toEqual([3, 2, 1]);
  expect(drawn).toHaveBeenCalledTimes(1);
});

it('keeps the newest rows up to its capacity', () => {
  const log = new LiveLog<number>(10, PUBLISH_MS);
  for (let row = 1; row <= 1000; row += 1) log.push(row);
  vi.advanceTimersByTime(PUBLISH_MS);
  expect(log.read().rows).toEqual([1000, 999, 998, 997, 996, 995, 994, 993, 992, 991]);
  expect(log.read().total).toBe(1000);
});

it('freezes while it is paused, counts what comes, and shows it afterwards', () => {
  const log = new LiveLog<number>(100, PUBLISH_MS);
  log.push(1);
  vi.advanceTimersByTime(PUBLISH_MS);
  log.setPaused(true);
  log.push(2);
  log.push(3);
  vi.advanceTimersByTime(PUBLISH_MS);
  expect(log.read()).toMatchObject({ rows: [1], paused: true, unseen: 2 });
  log.setPaused(false);
  expect(log.read()).toMatchObject({ rows: [3, 2, 1], paused: false, unseen: 0 });
});

it('forgets everything when it is cleared', () => {
  const log = new LiveLog<number>(100, PUBLISH_MS);
  log.push(1);
  log.clear();
  expect(log.read()).toEqual({ rows: [], paused: false, unseen: 0, total: 0 });
  vi.advanceTimersByTime(PUBLISH_MS);
  expect(log.read().rows).toEqual([]);
});
