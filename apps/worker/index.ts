export { type WorkerDependencies } from './worker-dependencies.js';
export { WorkerModule } from './worker.module.js';
export { WorkerService } from './worker.service.js';
