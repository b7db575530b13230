import { describe, expect, it } from 'vitest';
import { ConfigError } from './config-error.js';
import { loadConfig } from './load-config.js';
import { requireProduction } from './require-production.js';

const complete = {
  DATABASE_URL: 'postgres://db/everhook',
  TEMPORAL_ADDRESS: 'temporal:7233',
  EVERHOOK_ADMIN_KEY: 'adm_0123456789abcdef',
  EVERHOOK_ENCRYPTION_KEY: Buffer.alloc(32, 1).toString('base64'),
};

describe('requireProduction', () => {
  it('answers the configuration where everything is there', () => {
    const config = loadConfig(complete);
    expect(requireProduction(config)).toEqual(config);
  });

  it('names every variable that is missing, in one error', () => {
    const config = loadConfig({ TEMPORAL_ADDRESS: complete.TEMPORAL_ADDRESS });
    expect(() => requireProduction(config)).toThrow(ConfigError);
    expect(() => requireProduction(config)).toThrow(
      /DATABASE_URL: given nothing[^]*EVERHOOK_ADMIN_KEY: given nothing[^]*EVERHOOK_ENCRYPTION_KEY: given nothing/,
    );
    expect(() => requireProduction(config)).not.toThrow(/TEMPORAL_ADDRESS/);
  });
});
