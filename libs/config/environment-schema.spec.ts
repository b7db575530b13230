import { describe, expect, it } from 'vitest';
import { variableGroups } from './config-variable.js';
import { configVariables } from './environment-schema.js';
import { unknownVariables } from './unknown-variables.js';

describe('the environment schema', () => {
  it('keeps the names that are part of the contract', () => {
    const names = configVariables.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'PORT',
        'HOST',
        'DATABASE_URL',
        'DATABASE_DIRECT_URL',
        'TEMPORAL_ADDRESS',
        'TEMPORAL_NAMESPACE',
        'TEMPORAL_API_KEY',
        'TEMPORAL_UI_URL',
        'TEMPORAL_CLI_PATH',
        'EVERHOOK_DATA_DIR',
        'EVERHOOK_ADMIN_KEY',
        'EVERHOOK_ENCRYPTION_KEY',
        'EVERHOOK_ALLOW_HTTP',
        'EVERHOOK_ALLOWED_NETWORKS',
        'EVERHOOK_EXTRA_CA_FILE',
      ]),
    );
  });

  it.each(configVariables)('describes $name for people', (variable) => {
    expect(variableGroups).toContain(variable.group);
    expect(variable.description).toMatch(/\.$/);
    expect(variable.allowed).not.toMatch(/\.$/);
    expect(variable.example).not.toBe('');
    expect(variable.default ?? variable.defaultNote).toBeDefined();
  });
});

describe('unknownVariables', () => {
  it('finds misspelt names of ours and leaves everybody else alone', () => {
    const env = { EVERHOOK_ALLOW_HTPP: '1', EVERHOOK_ADMIN_KEY: 'x', EVERHOOK_TEST_SEED: '1', PATH: '/bin' };
    expect(unknownVariables(env)).toEqual(['EVERHOOK_ALLOW_HTPP']);
  });
});
