import { Module } from '@nestjs/common';
import { AuditRepository, CommandRepository, DeliveryQueryRepository } from '#libs/persistence';
import { provideRepository } from '../api-context.module.js';
import { DeliveriesController } from './deliveries.controller.js';
import { DeliveriesService } from './deliveries.service.js';
import { DeliveryCommandsService } from './delivery-commands.service.js';

/** Deliveries: what became of them, and commands to them. */
@Module({
  controllers: [DeliveriesController],
  providers: [
    provideRepository(AuditRepository),
    provideRepository(CommandRepository),
    provideRepository(DeliveryQueryRepository),
    DeliveriesService,
    DeliveryCommandsService,
  ],
  exports: [DeliveriesService, DeliveryQueryRepository],
})
export class DeliveriesModule {}
