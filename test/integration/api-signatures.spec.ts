import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApi, type ApiResponse, type TestTenant } from '../support/api.js';

const VALIDATE = '/api/v1/signatures/validate';
const SECRET = 'a-shared-secret-of-this-endpoint';
const BODY = '{"orderId":"o-1","total":1290}';
const PROBLEM = 'https://everhook.dev/problems/';

let api: TestApi;
let tenant: TestTenant;
beforeAll(async () => {
  api = await TestApi.start();
  tenant = await api.createTenant();
});
afterAll(async () => {
  await api.close();
});

function validate(body: Record<string, unknown>, key = tenant.viewer): Promise<ApiResponse> {
  return api.request('POST', VALIDATE, { key, body });
}

function hex(key: string | Buffer, content: string): string {
  return createHmac('sha256', key).update(content).digest('hex');
}

describe('POST /signatures/validate', () => {
  const quickstart = (headers: Record<string, string>, body = BODY) =>
    validate({ profile: 'quickstart', secret: SECRET, headers, body });

  it('says that a genuine request is valid', async () => {
    const answer = await quickstart({ 'X-Webhook-Signature': hex(SECRET, BODY) });
    expect(answer).toMatchObject({
      status: 200,
      body: { valid: true, expected: { header: hex(SECRET, BODY), signedContent: BODY } },
    });
    expect(answer.body).not.toHaveProperty('reason');
    expect(answer.body.checks.map(({ name }: { name: string }) => name)).toEqual([
      'headers',
      'secret',
      'prefix',
      'signature',
    ]);
  });

  it.each<[string, () => Promise<ApiResponse>, RegExp]>([
    ['a missing header', () => quickstart({}), /missing header: x-webhook-signature/],
    [
      'a wrong prefix',
      () => quickstart({ 'x-webhook-signature': `sha512=${hex(SECRET, BODY)}` }),
      /wrong prefix or encoding/,
    ],
    [
      'a wrong secret encoding',
      () => quickstart({ 'x-webhook-signature': hex(Buffer.from(SECRET, 'base64'), BODY) }),
      /wrong secret encoding/,
    ],
    [
      'a re-serialised body',
      () => quickstart({ 'x-webhook-signature': hex(SECRET, BODY) }, JSON.stringify(JSON.parse(BODY), null, 2)),
      /re-serialised body/,
    ],
    ['another secret', () => quickstart({ 'x-webhook-signature': hex('another', BODY) }), /another secret/],
    ['a changed body', () => quickstart({ 'x-webhook-signature': hex(SECRET, BODY) }, '{}'), /not byte for byte/],
  ])('says why: %s', async (_, send, reason) => {
    const answer = await send();
    expect(answer.status, answer.text).toBe(200);
    expect(answer.body).toMatchObject({ valid: false, reason: expect.stringMatching(reason) });
    expect(answer.text).not.toContain(SECRET);
  });

  it('judges the age of a timestamp by the clock that it is given', async () => {
    const sentAt = 1_772_366_400;
    const content = `${sentAt}.${BODY}`;
    const request = {
      profile: 'ultrareach',
      secret: SECRET,
      headers: { 'x-ultrareach-timestamp': String(sentAt), 'x-ultrareach-signature': hex(SECRET, content) },
      body: BODY,
    };
    const at = (seconds: number) => validate({ ...request, now: new Date((sentAt + seconds) * 1000).toISOString() });
    expect((await at(299)).body).toMatchObject({ valid: true, expected: { signedContent: content } });
    expect((await at(301)).body).toMatchObject({ valid: false, reason: expect.stringMatching(/stale timestamp/) });
    expect((await validate(request)).body).toMatchObject({ valid: false });
  });

  it('knows the options of a profile', async () => {
    const options = { signatureHeader: 'x-acme-sign', encoding: 'base64', signaturePrefix: 'acme ' };
    const signature = createHmac('sha256', SECRET).update(BODY).digest('base64');
    const answer = await validate({
      profile: 'custom',
      profileOptions: options,
      secret: SECRET,
      headers: { 'x-acme-sign': `acme ${signature}` },
      body: BODY,
    });
    expect(answer.body).toMatchObject({ valid: true });
    const wrong = await validate({
      profile: 'custom',
      profileOptions: { encoding: 'rot13' },
      secret: SECRET,
      headers: {},
      body: BODY,
    });
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ path: 'profileOptions.encoding' }] } });
  });

  describe('of an endpoint', () => {
    let endpointId: string;
    beforeAll(async () => {
      const { body } = await api.request('POST', '/api/v1/webhooks', {
        key: tenant.owner,
        body: { url: 'https://shop.example/hooks', events: ['*'], profile: 'quickstart', secret: SECRET },
      });
      endpointId = body.id;
    });

    it('uses its secrets, during a rotation both', async () => {
      const NEXT = 'the-next-secret-of-this-endpoint';
      await api.request('POST', `/api/v1/webhooks/${endpointId}/secret/rotate`, {
        key: tenant.owner,
        body: { secret: NEXT },
      });
      for (const secret of [SECRET, NEXT]) {
        const headers = { 'x-webhook-signature': hex(secret, BODY) };
        const answer = await validate({ endpointId, headers, body: BODY }, tenant.owner);
        // What it signs with until the overlap ends.
        expect(answer.body, secret).toMatchObject({ valid: true, expected: { header: hex(SECRET, BODY) } });
      }
    });

    it('signs nothing for those who may not read its secret', async () => {
      const headers = { 'x-webhook-signature': '00' };
      const forViewer = await validate({ endpointId, headers, body: BODY });
      expect(forViewer.body).toMatchObject({ valid: false, expected: { header: '', signedContent: BODY } });
      expect(forViewer.text).not.toContain(hex(SECRET, BODY));
    });

    it('is not found by another tenant', async () => {
      const other = await api.createTenant();
      const answer = await validate({ endpointId, headers: {}, body: BODY }, other.owner);
      expect(answer).toMatchObject({ status: 404, body: { type: `${PROBLEM}not-found` } });
      const snippets = await api.request('GET', `/api/v1/signatures/snippets?endpointId=${endpointId}`, {
        key: other.owner,
      });
      expect(snippets.status).toBe(404);
    });
  });

  it.each([
    [{}],
    [{ profile: 'quickstart', headers: {}, body: BODY }],
    [{ profile: 'carrier-pigeon', secret: SECRET, headers: {}, body: BODY }],
    [{ endpointId: 'ep_1', secret: SECRET, headers: {}, body: BODY }],
    [{ endpointId: 'ep_1', headers: { a: 1 }, body: BODY }],
  ])('does not take %j', async (body) => {
    expect((await validate(body)).status).toBe(422);
  });
});

describe('GET /signatures/snippets', () => {
  const get = (query: string) => api.request('GET', `/api/v1/signatures/snippets?${query}`, { key: tenant.viewer });

  it('has code in six languages for a profile', async () => {
    const { body } = await get('profile=standard-webhooks');
    expect(body.profile).toBe('standard-webhooks');
    expect(body.snippets.map(({ language }: { language: string }) => language)).toEqual([
      'node',
      'python',
      'go',
      'ruby',
      'php',
      'java',
    ]);
    const { body: one } = await get('profile=stripe&language=go');
    expect(one.snippets).toMatchObject([{ language: 'go', filename: 'verify.go' }]);
    expect(one.snippets[0].code).toContain('stripe-signature');
  });

  it('knows the options of an endpoint', async () => {
    const make = async (settings: Record<string, unknown>): Promise<string> => {
      const body = { url: 'https://shop.example/hooks', events: ['*'], ...settings };
      return (await api.request('POST', '/api/v1/webhooks', { key: tenant.owner, body })).body.id;
    };
    const custom = await make({ profile: 'custom', profileOptions: { signatureHeader: 'x-acme-sign' } });
    const { body } = await get(`endpointId=${custom}&language=python`);
    expect(body.snippets[0].code).toContain('"x-acme-sign"');
    const asymmetric = await make({ profileOptions: { signatureVersion: 'v1a' } });
    expect(await get(`endpointId=${asymmetric}`)).toMatchObject({ status: 422 });
  });

  it.each(['', 'profile=carrier-pigeon', 'profile=quickstart&endpointId=ep_1', 'profile=quickstart&language=cobol'])(
    'does not take ?%s',
    async (query) => expect((await get(query)).status).toBe(422),
  );
});
