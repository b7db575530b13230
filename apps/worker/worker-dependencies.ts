import type { ProductionConfig } from '#libs/config';
import type { Logger, Metrics } from '#libs/observability';
import type { SecretBox } from '#libs/persistence';
import type { DataSource } from 'typeorm';

/** What the worker needs from the program around it, which also ends what it began. */
export interface WorkerDependencies {
  config: ProductionConfig;
  /** Initialised, its schema up to date. */
  dataSource: DataSource;
  secretBox: SecretBox;
  logger: Logger;
  metrics: Metrics;
  /** File with the bundled workflows. */
  workflowBundlePath: string;
  /** Such as `Everhook/1.0.0`. */
  userAgent: string;
  /** Called when the worker cannot go on; the program should end, and be started again by its supervisor. */
  onFatal: (error: unknown) => void;
}
