export type { Config, PemSource, TemporalTlsConfig } from './config.js';
export { ConfigError, type ConfigProblem } from './config-error.js';
export { configSummary } from './config-summary.js';
export { variableGroups, type VariableGroup, type VariableMeta } from './config-variable.js';
export {
  configVariables,
  logLevels,
  type ConfigVariable,
  type LogLevel,
  type VariableName,
} from './environment-schema.js';
export { loadConfig } from './load-config.js';
export { readEnvironment } from './read-environment.js';
export { productionVariables, requireProduction, type ProductionConfig } from './require-production.js';
export { unknownVariables } from './unknown-variables.js';
export { USER_AGENT, VERSION } from './version.js';
