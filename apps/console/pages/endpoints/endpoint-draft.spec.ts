import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../api/endpoints.js';
import { draftOf, EMPTY_DRAFT, endpointChange, newEndpoint } from './endpoint-draft.js';

const ENDPOINT: Endpoint = {
  id: 'ep_1',
  tenantId: 'ten_1',
  url: 'https://shop.example/hooks',
  events: ['order.*'],
  description: 'The shop',
  status: 'active',
  profile: 'standard-webhooks',
  profileOptions: null,
  retryPolicy: 'shop',
  retryPolicyFrom: 'tenant',
  retryPolicyByEvent: null,
  timeoutMs: 15_000,
  channels: null,
  headers: { authorization: '[redacted]' },
  maximumAge: null,
  ipAllowList: null,
  metadata: null,
  lane: 'durable',
  rateLimitPerSecond: 5,
  ordered: false,
  orderingPolicy: 'block',
  gate: { state: 'open' },
  consecutiveFailures: 0,
  failingSince: null,
  disabledBecause: null,
  operational: false,
  createdAt: '2026-03-01T12:00:00.000Z',
  updatedAt: '2026-03-01T12:00:00.000Z',
};

describe('an endpoint while it is written down', () => {
  it('sends nothing that was left at its default', () => {
    expect(newEndpoint({ ...EMPTY_DRAFT, url: ' https://shop.example ', events: ['*'] })).toEqual({
      url: 'https://shop.example',
      events: ['*'],
    });
  });

  it('changes nothing where nothing was changed', () => {
    expect(endpointChange(ENDPOINT, draftOf(ENDPOINT))).toEqual({});
  });

  it('changes only what differs, and takes away what was emptied', () => {
    const draft = { ...draftOf(ENDPOINT), rateLimitPerSecond: null, timeoutSeconds: 5, headers: [] };
    expect(endpointChange(ENDPOINT, draft)).toEqual({ rateLimitPerSecond: null, timeoutMs: 5000, headers: null });
  });

  it('carries metadata as JSON, and takes it away', () => {
    const draft = { ...EMPTY_DRAFT, url: 'https://shop.example', events: ['*'], metadata: '{"team":"ops"}' };
    expect(newEndpoint(draft)).toMatchObject({ metadata: { team: 'ops' } });
    const endpoint = { ...ENDPOINT, metadata: { team: 'ops' } };
    expect(endpointChange(endpoint, draftOf(endpoint))).toEqual({});
    expect(endpointChange(endpoint, { ...draftOf(endpoint), metadata: ' ' })).toEqual({ metadata: null });
  });

  it('keeps a header whose value is not known here', () => {
    const draft = draftOf(ENDPOINT);
    expect(endpointChange(ENDPOINT, { ...draft, headers: [...draft.headers, ['x-team', 'ops']] })).toEqual({
      headers: { authorization: '[redacted]', 'x-team': 'ops' },
    });
  });

  it('carries options of the profile and policies by event type, and takes them away', () => {
    const draft = {
      ...draftOf(ENDPOINT),
      profileOptions: '{"signatureVersion":"v1a"}',
      retryPolicyByEvent: [
        ['order.*', 'leads'],
        [' ', 'none'],
      ] as const,
    };
    const wanted = { profileOptions: { signatureVersion: 'v1a' }, retryPolicyByEvent: { 'order.*': 'leads' } };
    expect(endpointChange(ENDPOINT, draft)).toEqual(wanted);
    expect(newEndpoint({ ...EMPTY_DRAFT, ...draft })).toMatchObject(wanted);
    const there = { ...ENDPOINT, ...wanted } as Endpoint;
    expect(endpointChange(there, { ...draftOf(there), profileOptions: '', retryPolicyByEvent: [] })).toEqual({
      profileOptions: null,
      retryPolicyByEvent: null,
    });
  });

  it('sends a secret only with another profile', () => {
    const draft = { ...draftOf(ENDPOINT), secret: 'a-secret' };
    expect(endpointChange(ENDPOINT, draft)).toEqual({});
    expect(endpointChange(ENDPOINT, { ...draft, profile: 'quickstart' })).toEqual({
      profile: 'quickstart',
      secret: 'a-secret',
    });
  });
});
