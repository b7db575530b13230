import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApi } from '../support/api.js';

describe('what every route of the API has in common', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start();
  });
  afterAll(async () => {
    await api.close();
  });

  it('lives without a key', async () => {
    const { status, body } = await api.request('GET', '/health/live', { key: null });
    expect({ status, body }).toEqual({ status: 200, body: { status: 'ok' } });
  });

  it('answers an unknown route with a problem document', async () => {
    const { status, body, headers } = await api.request('GET', '/api/v1/nothing');
    expect(status).toBe(404);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(body).toMatchObject({ type: 'https://everhook.dev/problems/route-not-found', status: 404 });
  });

  it('answers a broken path with a problem document', async () => {
    const { status, body } = await api.request('GET', '/api/v1/%zz');
    expect(status).toBe(400);
    expect(body).toMatchObject({ type: 'https://everhook.dev/problems/bad-request' });
  });

  it('answers what is not HTTP with a problem document', async () => {
    const answer = await rawRequest(api.url, 'nonsense\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
    expect(answer).toContain('"type":"https://everhook.dev/problems/bad-request"');
  });

  it('answers headers beyond the limit with a problem document', async () => {
    const answer = await rawRequest(api.url, `GET / HTTP/1.1\r\nhost: x\r\nx-long: ${'x'.repeat(20_000)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 431 /);
    expect(answer).toContain('"type":"https://everhook.dev/problems/headers-too-large"');
  });

  it('serves Swagger UI from itself, under a policy that forbids anything else', async () => {
    const page = await api.request('GET', '/docs', { key: null });
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    for (const [, path] of page.text.matchAll(/<(?:script src|link[^>]* href)="\.?\/?([^"]+)"/g)) {
      const file = await api.request('GET', `/${path}`, { key: null });
      expect(file.status, path).toBe(200);
      expect(file.headers.get('content-security-policy'), path).not.toBeNull();
    }
    expect(page.text).not.toMatch(/<script(?![^>]* src)/);
  });
});

/** Sends bytes as they stand and reads the answer to its end. */
function rawRequest(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => (answer += text));
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
  });
}
