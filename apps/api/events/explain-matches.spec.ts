import { describe, expect, it } from 'vitest';
import { explainMatches, type MatchedEvent } from './explain-matches.js';

const event: MatchedEvent = { type: 'order.created', channels: null, source: 'api' };
const active = { channels: null, status: 'active' as const, deleted: false, operational: false };

describe('explainMatches', () => {
  it('explains each endpoint from its version and links its first delivery', () => {
    const matches = explainMatches(
      event,
      4,
      [
        { endpointId: 'ep_1', subscription: { ...active, events: ['order.*'] } },
        { endpointId: 'ep_2', subscription: { ...active, events: ['user.*'] } },
        { endpointId: 'ep_3', subscription: null },
      ],
      [
        { id: 'dlv_1', endpointId: 'ep_1', generation: 0, status: 'succeeded' },
        { id: 'dlv_2', endpointId: 'ep_1', generation: 1, status: 'pending' },
      ],
    );
    expect(matches).toEqual([
      { endpointId: 'ep_1', matched: true, because: '"order.*" covers "order.created"', deliveryId: 'dlv_1' },
      { endpointId: 'ep_2', matched: false, because: 'none of [user.*] covers "order.created"' },
      { endpointId: 'ep_3', matched: false, because: 'the endpoint was created after the event was relayed' },
    ]);
  });

  it('says that an event is not yet relayed', () => {
    const [match] = explainMatches(
      event,
      null,
      [{ endpointId: 'ep_1', subscription: { ...active, events: ['*'] } }],
      [],
    );
    expect(match).toEqual({
      endpointId: 'ep_1',
      matched: true,
      because: 'the event is not yet relayed; as the endpoint stands now: "*" covers "order.created"',
    });
  });

  it('tells for a test event which endpoints it was made for', () => {
    const matches = explainMatches(
      { ...event, source: 'test' },
      4,
      [
        { endpointId: 'ep_1', subscription: { ...active, events: ['*'] } },
        { endpointId: 'ep_2', subscription: { ...active, events: ['*'] } },
      ],
      [{ id: 'dlv_1', endpointId: 'ep_1', generation: 0, status: 'pending' }],
    );
    expect(matches.map(({ matched }) => matched)).toEqual([true, false]);
  });
});
