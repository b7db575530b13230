import { describe, expect, it } from 'vitest';
import { configSummary } from './config-summary.js';
import { loadConfig } from './load-config.js';

describe('configSummary', () => {
  it('shows what was decided and no secret in any spelling', () => {
    const encryptionKey = Buffer.alloc(32, 7);
    const oldKey = Buffer.alloc(32, 9);
    const config = loadConfig({
      DATABASE_URL: 'postgres://everhook:pg-secret@db:5432/everhook?sslpassword=query-secret',
      DATABASE_DIRECT_URL: 'postgres://everhook:direct-secret@db-direct:5432/everhook',
      TEMPORAL_ADDRESS: 'temporal:7233',
      TEMPORAL_API_KEY: 'temporal-secret',
      TEMPORAL_TLS_CLIENT_CERT_PATH: '/run/cert.pem',
      TEMPORAL_TLS_CLIENT_KEY_DATA: '-----BEGIN PRIVATE KEY-----\npem-secret',
      EVERHOOK_ADMIN_KEY: 'admin-secret-0123456789',
      EVERHOOK_SMTP_URL: 'smtps://mailer:smtp-secret@mail.example:465/?tls.passphrase=secret',
      EVERHOOK_ENCRYPTION_KEY: encryptionKey.toString('base64'),
      EVERHOOK_ENCRYPTION_OLD_KEYS: oldKey.toString('base64'),
    });
    const summary = configSummary(config);
    expect(summary).toMatchObject({
      database: { url: 'postgres://db:5432/everhook', directUrl: 'postgres://db-direct:5432/everhook', poolSize: 20 },
      temporal: {
        address: 'temporal:7233',
        apiKey: true,
        tls: { serverName: 'from address', clientCert: '/run/cert.pem', serverCACert: 'not set' },
      },
      adminKey: true,
      mail: { smtpUrl: 'smtps://mail.example:465/', from: 'everhook@mail.example' },
      encryptionKey: true,
      encryptionOldKeyCount: 1,
    });
    const line = JSON.stringify(summary);
    expect(line).not.toMatch(/secret/);
    for (const key of [encryptionKey, oldKey]) {
      expect(line).not.toContain(key.toString('base64'));
      expect(line).not.toContain([...key].join(','));
    }
  });

  it('says what is missing', () => {
    expect(configSummary(loadConfig({}))).toMatchObject({
      database: { url: 'not set' },
      temporal: { address: 'not set', tls: 'off', apiKey: false },
      adminKey: false,
      mail: 'off',
    });
  });
});
