import { describe, expect, it } from 'vitest';
import { customOptionsSchema, profileHeaderNames, renderBody, resolveProfile } from './index.js';

describe('customOptionsSchema', () => {
  it('has a default for everything', () => {
    expect(customOptionsSchema.parse({})).toMatchObject({
      body: '{{data}}',
      signatureHeader: 'x-webhook-signature',
      algorithm: 'sha256',
      encoding: 'hex',
      signedContent: '{{body}}',
      keyEncoding: 'utf8',
      toleranceSeconds: 300,
    });
    expect(resolveProfile('custom')).toMatchObject({
      hasTimestamp: false,
      multiSignature: false,
      toleranceSeconds: null,
    });
  });

  it('keeps header names in lower case', () => {
    const options = { headers: { 'X-Acme-Id': '{{eventId}}' }, signatureHeader: 'X-Acme-Sig' };
    expect(profileHeaderNames('custom', options)).toEqual(['x-acme-id', 'x-acme-sig']);
  });

  it.each([
    '{"a":{{data}},"b":[{{eventType}},{{tenantId}}],"c":{"d":{{createdUnix}}}}',
    '{"a":{{created}}{{dataMembers}} }',
    '[{{data}},{{data}}]',
    '{"{{":"}}","n":1}',
  ])('accepts the body %s', (body) => {
    expect(customOptionsSchema.safeParse({ body }).success).toBe(true);
    const event = { id: 'e', type: 't"', created: '2026-03-01T10:00:00.000Z', data: '{"x":"\\""}' };
    for (const tenantExternalId of [1, 'a"b']) {
      JSON.parse(renderBody({ profile: 'custom', version: 1, options: { body }, tenantExternalId }, event));
    }
  });

  it.each([
    ['', 'not valid JSON'],
    ['{"a":"{{eventType}}"}', 'not valid JSON'],
    ['{"a":"x {{data}}"}', 'not valid JSON'],
    ['{"a":"{{tenantId}}"}', 'not valid JSON'],
    ['{"a":" {{created}} "}', 'not valid JSON'],
    ['{"a":{{data}}', 'not valid JSON'],
    ['{{{dataMembers}}}', 'not valid JSON'],
    ['{"a":1{{dataMembers}}{{dataMembers}}}', 'must stand once'],
    ['{"o":{"a":1{{dataMembers}}}}', 'must stand once'],
    ['{"a":1{{dataMembers}},"b":2}', 'must stand once'],
    ['{"a":{{timestamp}}}', '{{timestamp}} is not known here'],
    ['{"a":{{nonsense}}}', '{{nonsense}} is not known here'],
  ])('refuses the body %s', (body, message) => {
    const result = customOptionsSchema.safeParse({ body });
    expect(JSON.stringify(result.error?.issues.map((issue) => issue.message))).toContain(message);
  });

  it.each([
    [{ headers: { Host: 'x' } }, 'is reserved'],
    [{ headers: { 'X-Everhook-Test': 'x' } }, 'is reserved'],
    [{ headers: { 'not a name': 'x' } }, 'header name'],
    [{ headers: { 'x-a': 'line\nfeed' } }, 'visible ASCII'],
    [{ headers: { 'x-a': '{{body}}' } }, 'not known here'],
    [{ headers: { 'x-webhook-signature': '{{eventId}}' } }, 'carries the signature'],
    [{ signatureHeader: 'Content-Type' }, 'is reserved'],
    [{ signatureSeparator: ',', signaturePrefix: 'v1,' }, 'separator'],
    [{ signedContent: '{{eventType}}' }, 'must contain {{body}}'],
    [{ signedContent: '{{timestamp}}.{{body}}' }, 'no header has the value {{timestamp}}'],
    [{ signedContent: '{{eventId}}.{{body}}', headers: { 'x-id': 'id={{eventId}}' } }, 'no header has the value'],
    [{ algorithm: 'md5' }, 'Invalid option'],
    [{ unknown: 1 }, 'Unrecognized key'],
    [{ toleranceSeconds: 0 }, 'Too small'],
  ])('refuses %j', (options, message) => {
    const result = customOptionsSchema.safeParse(options);
    expect(result.success).toBe(false);
    expect(JSON.stringify(result.error?.issues)).toContain(message);
  });
});
