import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { configVariables } from './environment-schema.js';
import { loadConfig } from './load-config.js';
import { requireProduction } from './require-production.js';

const composeSchema = z.object({
  services: z.record(
    z.string(),
    z.object({ environment: z.record(z.string(), z.string()).optional(), ports: z.array(z.string()).optional() }),
  ),
});

/** A value as Compose fills it in: `${NAME}`, `${NAME:-default}`, `${NAME:?message}`. */
function interpolate(value: string, env: Record<string, string>): string {
  return value.replace(
    /\$\{(\w+)(?::-([^}]*))?(?::\?[^}]*)?\}/g,
    (_match, name: string, byDefault = '') => env[name] ?? byDefault,
  );
}

async function services() {
  const text = await readFile(new URL('../../docker-compose.yml', import.meta.url), 'utf8');
  return composeSchema.parse(parse(text, { merge: true })).services;
}

async function environmentOf(name: string, env: Record<string, string>): Promise<Record<string, string>> {
  const given = Object.entries((await services())[name]?.environment ?? {});
  return Object.fromEntries(given.map(([variable, value]) => [variable, interpolate(value, env)]));
}

const required = {
  POSTGRES_PASSWORD: '5f4dcc3b5aa765d61d8327deb882cf99',
  EVERHOOK_ADMIN_KEY: 'adm_0123456789abcdef',
  EVERHOOK_ENCRYPTION_KEY: Buffer.alloc(32, 1).toString('base64'),
};

describe('docker-compose.yml', () => {
  it.each(['api', 'worker'])('gives the %s only variables that exist', async (name) => {
    const environment = await environmentOf(name, required);
    expect(Object.keys(environment)).not.toHaveLength(0);
    const known = new Set<string>(configVariables.map((variable) => variable.name));
    expect(Object.keys(environment).filter((variable) => !known.has(variable))).toEqual([]);
  });

  it.each(['api', 'worker'])(
    'gives the %s all it needs in production, once the three secrets are set',
    async (name) => {
      const environment = await environmentOf(name, required);
      const config = requireProduction(loadConfig(environment));
      expect(config).toMatchObject({
        database: { url: `postgres://everhook:${required.POSTGRES_PASSWORD}@postgres:5432/everhook` },
        temporal: { address: 'temporal:7233', uiUrl: 'http://127.0.0.1:8233' },
        // A container is reached from outside only so.
        http: { host: '0.0.0.0' },
        egress: { allowHttp: false, allowedNetworks: [] },
      });
    },
  );

  it('publishes ports on the loopback address only', async () => {
    const ports = Object.values(await services()).flatMap((service) => service.ports ?? []);
    expect(ports).not.toHaveLength(0);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });
});
