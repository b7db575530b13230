import { Module, type DynamicModule } from '@nestjs/common';
import type { WorkerDependencies } from './worker-dependencies.js';
import { WorkerService } from './worker.service.js';

/** Temporal Workers, relay and reconciler. */
@Module({})
export class WorkerModule {
  /** @param dependencies made and ended by the program around it */
  static register(dependencies: WorkerDependencies): DynamicModule {
    return {
      module: WorkerModule,
      providers: [{ provide: WorkerService, useFactory: () => new WorkerService(dependencies) }],
      exports: [WorkerService],
    };
  }
}
