import { Module } from '@nestjs/common';
import { EventQueryRepository, OperationRepository } from '#libs/persistence';
import { provideRepository } from '../api-context.module.js';
import { OperationsController } from './operations.controller.js';
import { OperationsService } from './operations.service.js';

/** Bulk operations. */
@Module({
  controllers: [OperationsController],
  providers: [provideRepository(EventQueryRepository), provideRepository(OperationRepository), OperationsService],
})
export class OperationsModule {}
