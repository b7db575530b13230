import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyDelivery } from '../../test/support/delivery-arbitraries.js';
import type { DeliveryState } from './delivery-state.js';
import { describeDelivery } from './describe.js';

describe('describeDelivery', () => {
  it.each<[DeliveryState['status'], string, number | null, string]>([
    ['pending', '', null, 'waiting for its turn'],
    ['pending', 'redeliver was asked for', null, 'redeliver was asked for'],
    ['delivering', 'the receiver answered 500', null, 'an attempt is in flight'],
    ['waiting', 'the receiver answered 500', 0, 'waiting until 1970-01-01T00:00:00.000Z: the receiver answered 500'],
    ['waiting', 'the receiver answered 500', null, 'waiting until its turn: the receiver answered 500'],
    ['held', 'the endpoint is paused', null, 'held: the endpoint is paused'],
    ['succeeded', 'the receiver answered 200', null, 'succeeded: the receiver answered 200'],
    ['failed', 'the receiver answered 404', null, 'failed: the receiver answered 404'],
    ['cancelled', 'expired', null, 'cancelled: expired'],
  ])('%s, %j, %j: %s', (status, because, nextAttemptAtMs, sentence) => {
    expect(describeDelivery({ status, because, nextAttemptAtMs, waitReason: null })).toBe(sentence);
  });

  it('always is one sentence that says something', () => {
    fc.assert(
      fc.property(anyDelivery(), (delivery) => {
        expect(describeDelivery(delivery)).toMatch(/^[^\n]+$/);
      }),
    );
  });
});
