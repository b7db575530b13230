export { createLogger, type Logger, type LoggerOptions } from './create-logger.js';
export { Metrics, type AttemptObservation } from './metrics.js';
export { NestPinoLogger } from './nest-pino-logger.js';
export { TemporalPinoLogger } from './temporal-pino-logger.js';
