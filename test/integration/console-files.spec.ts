import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApi } from '../support/api.js';

const HTML = { accept: 'text/html,application/xhtml+xml' };
const INDEX = `<!doctype html><html><head><meta name="style-nonce" content="__EVERHOOK_STYLE_NONCE__"></head>
<body><script type="module" src="/assets/app-4f2d.js"></script></body></html>`;
const SCRIPT = `console.log(${JSON.stringify('a'.repeat(5000))});`;

let folder: string;
let api: TestApi;
let withoutConsole: TestApi;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'everhook-console-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), INDEX);
  await writeFile(join(folder, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(join(folder, 'assets', 'app-4f2d.js'), SCRIPT);
  await writeFile(join(tmpdir(), 'everhook-outside.txt'), 'not for anybody');
  api = await TestApi.start({}, { consoleFolder: folder });
  withoutConsole = await TestApi.start({}, { consoleFolder: join(folder, 'nothing-here') });
});
afterAll(async () => {
  await api.close();
  await withoutConsole.close();
  await rm(folder, { recursive: true });
  await rm(join(tmpdir(), 'everhook-outside.txt'));
});

function page(path: string, headers: Record<string, string> = HTML, of = api) {
  return of.request('GET', path, { key: null, headers });
}

/** As `fetch` cannot: the bytes as they came, and paths that a URL parser would tidy up. */
function raw(
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(api.url);
    get({ host: hostname, port, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    }).on('error', reject);
  });
}

describe('the console', () => {
  it('stands at / under a strict policy, with a nonce of its own in every response', async () => {
    const [one, other] = await Promise.all([page('/'), page('/')]);
    expect(one.status).toBe(200);
    expect(one.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(one.headers.get('cache-control')).toBe('no-cache');
    expect(one.headers.get('x-content-type-options')).toBe('nosniff');
    expect(one.headers.get('referrer-policy')).toBe('no-referrer');
    const nonces = [one, other].map(({ text }) => /content="([^"]+)"/.exec(text)?.[1]);
    expect(nonces[0]).toMatch(/^[A-Za-z0-9+/]{22}==$/);
    expect(nonces[0]).not.toBe(nonces[1]);
    expect(one.headers.get('content-security-policy')).toBe(
      `default-src 'self'; script-src 'self'; style-src 'self' 'nonce-${nonces[0]}'; img-src 'self' data:; connect-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'`,
    );
    expect(one.text).not.toContain('__EVERHOOK');
  });

  it.each(['/deliveries', '/deliveries/dlv_01abc?tab=timeline', '/event-types/order.created'])(
    'answers the deep link %s with its first page',
    async (path) => {
      for (const headers of [HTML, { ...HTML, 'sec-fetch-mode': 'navigate' }]) {
        const answer = await raw(path, headers);
        expect(answer.status).toBe(200);
        expect(answer.body.toString()).toContain('style-nonce');
      }
    },
  );

  it('keeps what is named by its content for ever, compressed, and asks for the rest again', async () => {
    const script = await raw('/assets/app-4f2d.js', { 'accept-encoding': 'gzip, deflate, br' });
    expect(script.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-encoding': 'br',
      'content-type': 'text/javascript; charset=utf-8',
      vary: 'Accept-Encoding',
    });
    expect(brotliDecompressSync(script.body).toString()).toBe(SCRIPT);
    expect((await raw('/assets/app-4f2d.js', { 'accept-encoding': 'br;q=0, gzip' })).headers).toMatchObject({
      'content-encoding': 'gzip',
    });
    expect((await raw('/assets/app-4f2d.js')).body.toString()).toBe(SCRIPT);
    const icon = await raw('/favicon.svg');
    expect(icon.headers).toMatchObject({ 'cache-control': 'no-cache', 'content-type': 'image/svg+xml' });
    const again = await raw('/favicon.svg', { 'if-none-match': String(icon.headers.etag) });
    expect(again).toMatchObject({ status: 304, body: Buffer.alloc(0) });
  });

  it.each(['/api', '/api/v1/nothing', '/health/nothing', '/metrics/nothing', '/openapi.json/x', '/docs/nothing'])(
    'is not what somebody gets who opens %s',
    async (path) => {
      const answer = await raw(path, HTML);
      expect(answer.body.toString()).not.toContain('style-nonce');
      expect(answer.status).toBe(404);
    },
  );

  it('is no answer to a script that asks for what does not exist, nor to a post', async () => {
    expect((await raw('/deliveries', { accept: 'application/json' })).status).toBe(404);
    expect((await raw('/deliveries', { ...HTML, 'sec-fetch-mode': 'cors' })).status).toBe(404);
    expect((await raw('/assets/app-0000.js', HTML)).status).toBe(404);
    expect((await api.request('POST', '/deliveries', { key: null, headers: HTML })).status).toBe(404);
  });

  it.each([
    '/../everhook-outside.txt',
    '/assets/../../everhook-outside.txt',
    '/..%2feverhook-outside.txt',
    '/%2e%2e/everhook-outside.txt',
    '/assets/..%5c..%5ceverhook-outside.txt',
  ])('lets nobody out of its folder: %s', async (path) => {
    expect((await raw(path)).body.toString()).not.toContain('not for anybody');
  });

  it('leaves the routes of the API alone', async () => {
    expect((await page('/health/live')).body).toMatchObject({ status: 'ok' });
    expect((await page('/docs')).text).toContain('swagger-ui');
    expect((await page('/api/v1/events')).status).toBe(401);
  });

  it('is served anew when it was built again', async () => {
    await writeFile(join(folder, 'index.html'), INDEX.replace('app-4f2d', 'app-99ab'));
    await writeFile(join(folder, 'assets', 'app-99ab.js'), '// new');
    await utimes(join(folder, 'index.html'), new Date(), new Date(Date.now() + 5_000));
    expect((await page('/')).text).toContain('app-99ab.js');
    expect((await raw('/assets/app-99ab.js')).body.toString()).toBe('// new');
  });

  it('that was not built is replaced by a page that says so', async () => {
    const answer = await page('/', HTML, withoutConsole);
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('npm run build');
    expect(answer.text).toContain('href="/docs"');
    expect((await page('/deliveries', HTML, withoutConsole)).status).toBe(404);
  });
});
