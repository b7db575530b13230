export {
  resolveTemporalCli,
  TemporalCliNotFoundError,
  type CliSource,
  type FailedCliSource,
  type ResolveTemporalCliOptions,
  type TemporalCli,
} from './cli-resolver.js';
export {
  startTemporalDevServer,
  type SearchAttributeTypeName,
  type TemporalDevServer,
  type TemporalDevServerOptions,
} from './dev-server.js';
export { buildWorkflowBundle, workflowBundlePath } from './workflow-bundle.js';
export { DeliveryWorkers, type DeliveryWorkersOptions } from './delivery-workers.js';
export { DeliveryWorkflows, type DeliveryLabels } from './delivery-workflows.js';
export { PacedWorkflows } from './paced-workflows.js';
export { registerSearchAttributes } from './register-search-attributes.js';
export { installTemporalRuntime } from './runtime.js';
export { TemporalLink, type TemporalOptions } from './temporal-link.js';
