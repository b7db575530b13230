import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENT_SOURCES } from '#libs/contracts';
import { eventTypeMatches, matchSubscription, type Subscription } from './match.js';

const anyPart = fc.stringMatching(/^[a-z_-]{1,6}$/);
const anyType = fc.array(anyPart, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.'));

describe('eventTypeMatches', () => {
  it('* covers everything', () => {
    fc.assert(
      fc.property(anyType, (type) => {
        expect(eventTypeMatches('*', type)).toBe(true);
      }),
    );
  });

  it('a name covers itself alone', () => {
    fc.assert(
      fc.property(anyType, anyType, (name, type) => {
        expect(eventTypeMatches(name, type)).toBe(name === type);
        expect(eventTypeMatches(name, name)).toBe(true);
      }),
    );
  });

  it('prefix.* covers exactly what begins with the prefix and a dot', () => {
    fc.assert(
      fc.property(anyType, anyType, (prefix, type) => {
        expect(eventTypeMatches(`${prefix}.*`, `${prefix}.${type}`)).toBe(true);
        expect(eventTypeMatches(`${prefix}.*`, prefix)).toBe(false);
        expect(eventTypeMatches(`${prefix}.*`, `${prefix}x.${type}`)).toBe(false);
        expect(eventTypeMatches(`${prefix}.*`, type)).toBe(type.startsWith(`${prefix}.`));
      }),
    );
  });

  it.each([
    ['order.*', 'order.created', true],
    ['order.*', 'order.item.added', true],
    ['order.*', 'order', false],
    ['order.*', 'orders.created', false],
    ['order.*', 'Order.created', false],
    ['order*', 'order.created', false],
    ['*.created', 'order.created', false],
    ['order.?', 'order.x', false],
    ['order.[a-z]+', 'order.created', false],
  ])('%s covers %s: %s', (pattern, type, expected) => expect(eventTypeMatches(pattern, type)).toBe(expected));
});

describe('matchSubscription', () => {
  const all: Subscription = { events: ['*'], channels: null, status: 'active', deleted: false, operational: false };
  const anyChannels = fc.option(fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd')));

  it('matches where a pattern covers the type and a channel is shared; no channels of the endpoint mean all', () => {
    const patterns = fc.array(
      fc.oneof(
        anyType,
        anyType.map((type) => `${type}.*`),
        fc.constant('*'),
      ),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(patterns, anyChannels, anyType, anyChannels, (events, channels, type, given) => {
        const covered = events.some((pattern) => eventTypeMatches(pattern, type));
        const heard = (channels ?? []).length === 0 || (given ?? []).some((channel) => channels?.includes(channel));
        const result = matchSubscription({ ...all, events, channels }, { type, channels: given, source: 'api' });
        expect(result.matched).toBe(covered && heard);
        expect(result.because).not.toBe('');
      }),
    );
  });

  it('matches nothing that is disabled or deleted', () => {
    fc.assert(
      fc.property(anyType, anyChannels, (type, channels) => {
        expect(matchSubscription({ ...all, status: 'disabled' }, { type, channels, source: 'api' }).matched).toBe(
          false,
        );
        expect(matchSubscription({ ...all, deleted: true }, { type, channels, source: 'api' }).matched).toBe(false);
      }),
    );
  });

  it.each([
    [all, null, '"*" covers "order.created"'],
    [{ ...all, events: ['user.*', 'order.*'] }, null, '"order.*" covers "order.created"'],
    [{ ...all, events: ['user.*', 'order'] }, null, 'none of [user.*, order] covers "order.created"'],
    [
      { ...all, channels: ['eu', 'us'] },
      ['asia'],
      "the event's channels [asia] share none with the endpoint's [eu, us]",
    ],
    [{ ...all, channels: ['eu'] }, null, "the event's channels [] share none with the endpoint's [eu]"],
    [{ ...all, status: 'disabled' as const }, null, 'the endpoint was disabled'],
    [{ ...all, deleted: true }, null, 'the endpoint was deleted before the event came'],
  ])('says why: %j with channels %j', (subscription, channels, because) => {
    expect(matchSubscription(subscription, { type: 'order.created', channels, source: 'api' }).because).toBe(because);
  });

  it('keeps operational events and all others apart', () => {
    fc.assert(
      fc.property(anyType, fc.constantFrom(...EVENT_SOURCES), fc.boolean(), (type, source, operational) => {
        const { matched, because } = matchSubscription({ ...all, operational }, { type, channels: null, source });
        expect(matched).toBe(operational === (source === 'operational'));
        expect(because).not.toBe('');
      }),
    );
  });
});
