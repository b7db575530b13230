import type { Config } from './config.js';
import { ConfigError, type ConfigProblem } from './config-error.js';
import { configVariables, type VariableName } from './environment-schema.js';

/** A configuration that names its servers and keys, as the api and worker programs need it. */
export type ProductionConfig = Config & {
  readonly database: { readonly url: string };
  readonly temporal: { readonly address: string };
  readonly adminKey: string;
  readonly encryptionKey: Buffer;
};

/** The variables that the api and worker programs cannot do without; the standalone fills them itself. */
export const productionVariables = [
  'DATABASE_URL',
  'TEMPORAL_ADDRESS',
  'EVERHOOK_ADMIN_KEY',
  'EVERHOOK_ENCRYPTION_KEY',
] as const satisfies readonly VariableName[];

/**
 * Narrows a configuration to one whose servers and keys are all there.
 *
 * @throws ConfigError naming every missing variable
 */
export function requireProduction(config: Config): ProductionConfig {
  const { database, temporal, adminKey, encryptionKey } = config;
  const { url } = database;
  const { address } = temporal;
  if (url !== undefined && address !== undefined && adminKey !== undefined && encryptionKey !== undefined) {
    return {
      ...config,
      database: { ...database, url },
      temporal: { ...temporal, address },
      adminKey,
      encryptionKey,
    };
  }
  const values: Record<(typeof productionVariables)[number], unknown> = {
    DATABASE_URL: url,
    TEMPORAL_ADDRESS: address,
    EVERHOOK_ADMIN_KEY: adminKey,
    EVERHOOK_ENCRYPTION_KEY: encryptionKey,
  };
  throw new ConfigError(productionVariables.filter((name) => values[name] === undefined).map(missing));
}

function missing(name: VariableName): ConfigProblem {
  const allowed = configVariables.find((variable) => variable.name === name)?.allowed ?? 'a value';
  return { variable: name, given: 'nothing, and this program needs it', allowed };
}
