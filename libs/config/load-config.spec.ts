import { randomBytes } from 'node:crypto';
import { isAbsolute } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError } from './config-error.js';
import { configVariables } from './environment-schema.js';
import { loadConfig } from './load-config.js';

const key = (): string => randomBytes(32).toString('base64');

function errorOf(env: Record<string, string>): ConfigError {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the configuration was accepted');
}

describe('loadConfig', () => {
  it('fills in the documented defaults', () => {
    const config = loadConfig({});
    expect(config).toMatchObject({
      http: { host: '127.0.0.1', port: 3000, healthPort: 3001 },
      database: { url: undefined, directUrl: undefined, poolSize: 20 },
      temporal: {
        address: undefined,
        namespace: 'default',
        tls: undefined,
        taskQueuePrefix: 'everhook',
        workflowStackTraces: false,
      },
      adminKey: undefined,
      encryptionKey: undefined,
      encryptionOldKeys: [],
      egress: { allowHttp: false, allowedNetworks: [] },
      limits: { eventBytes: 1_048_576, endpointConcurrency: 20, localAttemptsPerEndpoint: 8 },
      relay: { batchSize: 100, pollMs: 1000, room: 100 },
      reconciler: { intervalMs: 30_000, overdueMs: 60_000 },
      shutdownTimeoutMs: 30_000,
      log: { level: 'info', pretty: false },
    });
    expect(isAbsolute(config.dataDir)).toBe(true);
    expect(config.dataDir).toMatch(/\.everhook$/);
  });

  it('takes a given value before a default, and a default where the variable is unset or empty', () => {
    const defaults = { DATABASE_URL: 'postgres://embedded/everhook', TEMPORAL_ADDRESS: 'localhost:7233' };
    const config = loadConfig({ DATABASE_URL: 'postgres://given/everhook', TEMPORAL_ADDRESS: '' }, defaults);
    expect(config.database.url).toBe('postgres://given/everhook');
    expect(config.temporal.address).toBe('localhost:7233');
  });

  it.each([
    [{}, undefined],
    [{ EVERHOOK_MAIL_FROM: 'Everhook <webhooks@example.com>' }, undefined],
    [{ EVERHOOK_SMTP_URL: 'smtp://mail.example:587' }, 'everhook@mail.example'],
    [{ EVERHOOK_SMTP_URL: 'smtp://127.0.0.1:2525' }, 'everhook@localhost'],
    [{ EVERHOOK_SMTP_URL: 'smtps://[::1]' }, 'everhook@localhost'],
    [{ EVERHOOK_SMTP_URL: 'smtps://mail.example', EVERHOOK_MAIL_FROM: 'a@b.example' }, 'a@b.example'],
  ])('sends mails where a server is named: %j', (environment, from) => {
    expect(loadConfig(environment).mail?.from).toBe(from);
  });

  it.each(['nobody', 'a@b\r\nbcc: c@d', 'a@b, c@d', 'Name <a@b', '<script>'])('refuses %j as a sender', (from) => {
    expect(errorOf({ EVERHOOK_MAIL_FROM: from }).message).toContain('EVERHOOK_MAIL_FROM');
  });

  it('reads every documented example', () => {
    for (const { name, example } of configVariables) {
      // A client certificate is only allowed with its key, and a certificate's example is shortened.
      if (/_TLS_CLIENT_/.test(name)) continue;
      expect(() => loadConfig({ [name]: example }), name).not.toThrow();
    }
  });

  it.each([
    ['true', true],
    ['1', true],
    ['YES', true],
    ['on', true],
    ['false', false],
    ['0', false],
    ['no', false],
    ['Off', false],
  ])('reads the flag %s as %s', (text, value) => {
    expect(loadConfig({ EVERHOOK_ALLOW_HTTP: text }).egress.allowHttp).toBe(value);
  });

  it('decodes encryption keys and keeps the order of the old ones', () => {
    const [current, first, second] = [key(), key(), key()];
    const config = loadConfig({
      EVERHOOK_ENCRYPTION_KEY: current,
      EVERHOOK_ENCRYPTION_OLD_KEYS: `${first}, ${second}`,
    });
    expect(config.encryptionKey?.toString('base64')).toBe(current);
    expect(config.encryptionOldKeys.map((old) => old.toString('base64'))).toEqual([first, second]);
  });

  it('normalises networks and turns a bare address into its own network', () => {
    const { egress } = loadConfig({ EVERHOOK_ALLOWED_NETWORKS: '10.0.0.0/8, 192.168.1.7,::1 , FD00:0::/8' });
    expect(egress.allowedNetworks).toEqual(['10.0.0.0/8', '192.168.1.7/32', '::1/128', 'fd00::/8']);
  });

  it('polls the outbox five times as often where LISTEN cannot work', () => {
    const url = 'postgres://pooler/everhook';
    expect(loadConfig({ DATABASE_URL: url })).toMatchObject({
      database: { directUrl: url },
      relay: { pollMs: 1000 },
    });
    expect(loadConfig({ DATABASE_URL: url, DATABASE_DIRECT_URL: 'none' })).toMatchObject({
      database: { url, directUrl: undefined },
      relay: { pollMs: 200 },
    });
    const direct = 'postgres://direct/everhook';
    expect(loadConfig({ DATABASE_URL: url, DATABASE_DIRECT_URL: direct }).database.directUrl).toBe(direct);
    expect(loadConfig({ DATABASE_DIRECT_URL: 'none', EVERHOOK_RELAY_POLL_MS: '50' }).relay.pollMs).toBe(50);
  });

  it('gives the shape of Temporal TLS that @temporalio/envconfig takes', () => {
    const { temporal } = loadConfig({
      TEMPORAL_TLS: 'true',
      TEMPORAL_TLS_SERVER_NAME: 'temporal.example.com',
      TEMPORAL_TLS_CLIENT_CERT_PATH: '/run/cert.pem',
      TEMPORAL_TLS_CLIENT_KEY_DATA: '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----',
    });
    expect(temporal.tls).toEqual({
      disabled: false,
      serverName: 'temporal.example.com',
      clientCert: { path: '/run/cert.pem' },
      clientKey: { data: '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----' },
      serverCACert: undefined,
    });
    expect(loadConfig({ TEMPORAL_TLS: 'false' }).temporal.tls?.disabled).toBe(true);
  });

  it('cuts the slash off the end of the UI base', () => {
    expect(loadConfig({ TEMPORAL_UI_URL: 'http://localhost:8233/' }).temporal.uiUrl).toBe('http://localhost:8233');
  });
});

describe('a wrong value', () => {
  it('is named with what was given and what is allowed, all of them in one message', () => {
    const error = errorOf({ PORT: 'eighty', EVERHOOK_LOG_LEVEL: 'loud', EVERHOOK_ALLOW_HTTP: 'maybe' });
    expect(error.problems.map(({ variable }) => variable)).toEqual([
      'PORT',
      'EVERHOOK_ALLOW_HTTP',
      'EVERHOOK_LOG_LEVEL',
    ]);
    expect(error.message).toContain(
      'PORT: given "eighty" (not a whole number); allowed: a whole number from 0 to 65535.',
    );
    expect(error.message).toContain('EVERHOOK_LOG_LEVEL: given "loud"');
    expect(error.message).toContain('one of trace, debug, info, warn, error, fatal, silent');
    expect(error.message).toContain('EVERHOOK_ALLOW_HTTP: given "maybe"');
  });

  it.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['PORT', '0x50'],
    ['HOST', 'http://localhost'],
    ['DATABASE_URL', 'mysql://localhost/everhook'],
    ['DATABASE_URL', 'localhost'],
    ['TEMPORAL_ADDRESS', 'http://localhost:7233'],
    ['TEMPORAL_ADDRESS', 'localhost'],
    ['TEMPORAL_UI_URL', 'localhost:8233'],
    ['TEMPORAL_TLS_SERVER_CA_CERT_DATA', 'a certificate'],
    ['EVERHOOK_ADMIN_KEY', 'fifteen-letters'],
    ['EVERHOOK_ADMIN_KEY', 'a key that has spaces in it'],
    ['EVERHOOK_ENCRYPTION_KEY', 'not base64 at all!'],
    ['EVERHOOK_ENCRYPTION_KEY', Buffer.alloc(31, 1).toString('base64')],
    ['EVERHOOK_ENCRYPTION_OLD_KEYS', `${Buffer.alloc(32, 1).toString('base64')},abc`],
    ['EVERHOOK_ALLOWED_NETWORKS', '10.0.0.0/33'],
    ['EVERHOOK_ALLOWED_NETWORKS', '10.0.0.7/8'],
    ['EVERHOOK_ALLOWED_NETWORKS', '10.0.0.0/8,'],
    ['EVERHOOK_ALLOWED_NETWORKS', '10/8'],
    ['EVERHOOK_ALLOWED_NETWORKS', 'fd00::1/8'],
    ['EVERHOOK_TASK_QUEUE_PREFIX', 'two words'],
    ['EVERHOOK_MAX_EVENT_BYTES', '1MiB'],
  ])('of %s (%s) is refused', (name, value) => {
    const error = errorOf({ [name]: value });
    expect(error.problems).toHaveLength(1);
    expect(error.problems[0]?.variable).toBe(name);
  });

  it('of a secret is never repeated', () => {
    const secret = 'hunter2!hunter2';
    const secrets = configVariables.filter((variable) => variable.secret).map(({ name }) => name);
    expect(secrets).toEqual(
      expect.arrayContaining([
        'DATABASE_URL',
        'DATABASE_DIRECT_URL',
        'TEMPORAL_TLS_CLIENT_KEY_DATA',
        'EVERHOOK_ADMIN_KEY',
        'EVERHOOK_ENCRYPTION_KEY',
        'EVERHOOK_ENCRYPTION_OLD_KEYS',
      ]),
    );
    for (const name of secrets.filter((one) => one !== 'TEMPORAL_API_KEY')) {
      const { message } = errorOf({ [name]: secret });
      expect(message).not.toContain(secret);
      expect(message).toContain(`${name}: given a value of ${secret.length} characters, not shown`);
    }
  });

  it('of great length is cut in the message', () => {
    expect(errorOf({ PORT: '9'.repeat(10_000) }).message.length).toBeLessThan(400);
  });

  it('of TLS is refused where a path and a text, or half a pair, are given', () => {
    const certificate = '-----BEGIN CERTIFICATE-----\nAAAA';
    expect(
      errorOf({ TEMPORAL_TLS_SERVER_CA_CERT_PATH: '/ca.pem', TEMPORAL_TLS_SERVER_CA_CERT_DATA: certificate }).message,
    ).toContain('TEMPORAL_TLS_SERVER_CA_CERT_PATH: given together with TEMPORAL_TLS_SERVER_CA_CERT_DATA');
    expect(errorOf({ TEMPORAL_TLS_CLIENT_CERT_PATH: '/cert.pem' }).problems).toEqual([
      expect.objectContaining({ variable: 'TEMPORAL_TLS_CLIENT_KEY_PATH' }),
    ]);
  });
});
