import { describe, expect, it } from 'vitest';
import type { ProfileName } from '#libs/contracts';
import {
  dataProblem,
  type Envelope,
  externalIdFromTenantId,
  type ProfileOptions,
  profileVersion,
  renderBody,
  RenderError,
  type TenantExternalId,
} from './index.js';

function body(
  profile: ProfileName,
  data: string,
  more: { tenantExternalId?: TenantExternalId; options?: ProfileOptions } = {},
) {
  const envelope: Envelope = { profile, version: profileVersion(profile), tenantExternalId: 42, ...more };
  return renderBody(envelope, { id: 'evt_1', type: 'order.created', created: '2026-03-01T10:00:00.123Z', data });
}

/** What parsing and serialising would change: a big integer, number spelling, key order, escapes, white space. */
const RAW = '{ "z":1.00, "a": 12345678901234567890,\n "10": 1e400, "2":"\\u00e9\\/", "z": {{eventType}} $& }'.replace(
  '{{eventType}} $&',
  '"{{eventType}} $&"',
);

describe('renderBody', () => {
  it.each([
    ['standard-webhooks', `{"type":"order.created","timestamp":"2026-03-01T10:00:00.123Z","data":${RAW}}`],
    ['urtentic', `{"eventName":"order.created",${RAW.slice(1)}`],
    ['quickstart', RAW],
    ['github', RAW],
    ['svix', RAW],
    [
      'ultrareach',
      `{"id":"evt_1","type":"order.created","created":"2026-03-01T10:00:00.123Z","data":${RAW},"version":"2024-01-01"}`,
    ],
    [
      'stripe',
      `{"id":"evt_1","object":"event","api_version":null,"created":1772359200,"data":{"object":${RAW}},"livemode":true,` +
        '"pending_webhooks":1,"request":{"id":null,"idempotency_key":null},"type":"order.created"}',
    ],
  ] as const)('%s puts the data in as it was posted', (profile, expected) => {
    expect(body(profile, RAW)).toBe(expected);
  });

  it('urban-things is the form of JSON.stringify', () => {
    expect(body('urban-things', '{ "b": 1.00, "1": 9007199254740993, "b": -0, "s":"\\u00e9\\/\\ud800" }')).toBe(
      '{"event":"order.created","tenant_id":42,"timestamp":"2026-03-01T10:00:00.123Z",' +
        '"data":{"1":9007199254740992,"b":0,"s":"é/\\ud800"}}',
    );
  });

  it('refuses an unknown version and unknown options', () => {
    const event = { id: 'evt_1', type: 'a', created: '2026-03-01T10:00:00.123Z', data: '1' };
    expect(() => renderBody({ profile: 'github', version: 2, tenantExternalId: 1 }, event)).toThrow('no version 2');
    const options = { signaturePrefix: true };
    expect(() => renderBody({ profile: 'github', version: 1, tenantExternalId: 1, options }, event)).toThrow(
      RenderError,
    );
  });
});

describe('urtentic', () => {
  it('keeps an empty object valid', () => {
    expect(body('urtentic', ' { } ')).toBe('{"eventName":"order.created"}');
  });

  it.each([
    ['[1]', 'it is an array'],
    ['"text"', 'it is a single value'],
    ['null', 'it is a single value'],
    ['{"eventName":"x"}', 'has its own "eventName"'],
    ['{"a":1,"event\\u004eame":"x"}', 'has its own "eventName"'],
  ])('says why %s does not fit', (data, detail) => {
    expect(() => body('urtentic', data)).toThrow(RenderError);
    expect(dataProblem('urtentic', data)).toContain(detail);
  });

  it('accepts eventName further inside', () => {
    expect(body('urtentic', '{"step":{"eventName":"x"}}')).toBe(
      '{"eventName":"order.created","step":{"eventName":"x"}}',
    );
    expect(dataProblem('urtentic', '{"step":{"eventName":"x"}}')).toBeNull();
  });
});

describe('urban-things', () => {
  it.each([
    ['{"a":[{"b":1e400}]}', '$.data.a.0.b'],
    ['-1e309', '$.data'],
    [`{"n":${'9'.repeat(400)}}`, '$.data.n'],
  ])('refuses a number that would become Infinity: %s', (data, path) => {
    expect(dataProblem('urban-things', data)).toContain(`the number at ${path} is too large`);
    expect(() => body('urban-things', data)).toThrow(RenderError);
    expect(dataProblem('standard-webhooks', data)).toBeNull();
  });

  it('refuses data nested too deeply to be serialised instead of exhausting the stack', () => {
    const data = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(dataProblem('urban-things', data)).toBe('the data is nested too deeply');
  });

  it.each<[TenantExternalId, string]>([
    [0, '0'],
    [-0, '0'],
    [123, '123'],
    [9007199254740991, '9007199254740991'],
    [9007199254740992, '"9007199254740992"'],
    [1.5, '"1.5"'],
    [-1, '"-1"'],
    ['123', '"123"'],
    ['acme "x"', '"acme \\"x\\""'],
  ])('writes the tenant %s as %s', (tenantExternalId, expected) => {
    expect(body('urban-things', '{}', { tenantExternalId })).toContain(`"tenant_id":${expected},`);
  });
});

describe('externalIdFromTenantId', () => {
  it.each<[string, TenantExternalId]>([
    ['0', 0],
    ['123', 123],
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', '9007199254740992'],
    ['007', '007'],
    ['-1', '-1'],
    ['1e3', '1e3'],
    ['acme', 'acme'],
  ])('reads %j as %j', (id, expected) => {
    expect(externalIdFromTenantId(id)).toBe(expected);
  });
});
