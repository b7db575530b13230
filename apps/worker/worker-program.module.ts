import { Metrics } from '#libs/observability';
import { Module, type DynamicModule } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { WorkerDependencies } from './worker-dependencies.js';
import { WorkerHealthController } from './worker-health.controller.js';
import { WorkerModule } from './worker.module.js';

/** The worker as a program of its own: with its health and metrics over HTTP. */
@Module({})
export class WorkerProgramModule {
  static register(dependencies: WorkerDependencies): DynamicModule {
    return {
      module: WorkerProgramModule,
      imports: [WorkerModule.register(dependencies)],
      controllers: [WorkerHealthController],
      providers: [
        { provide: DataSource, useValue: dependencies.dataSource },
        { provide: Metrics, useValue: dependencies.metrics },
      ],
    };
  }
}
