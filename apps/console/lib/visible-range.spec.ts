import { expect, it } from 'vitest';
import { visibleRange } from './visible-range.js';

it('holds what is in sight and a little beyond', () => {
  expect(visibleRange(0, 400, 40, 5000)).toEqual({ start: 0, end: 20 });
  expect(visibleRange(4000, 400, 40, 5000)).toEqual({ start: 90, end: 120 });
  expect(visibleRange(199_600, 400, 40, 5000)).toEqual({ start: 4980, end: 5000 });
  expect(visibleRange(0, 400, 40, 3)).toEqual({ start: 0, end: 3 });
  expect(visibleRange(9000, 400, 40, 0)).toEqual({ start: 0, end: 0 });
});
