import { Module } from '@nestjs/common';
import { AuditRepository } from '#libs/persistence';
import { provideRepository } from '../api-context.module.js';
import { DeliveriesModule } from '../deliveries/deliveries.module.js';
import { EndpointsModule } from '../endpoints/endpoints.module.js';
import { EventsModule } from '../events/events.module.js';
import { AdminWebhooksController } from './admin-webhooks.controller.js';
import { AdminWebhooksService } from './admin-webhooks.service.js';
import { TestEventsService } from './test-events.service.js';

/** The shop-style aliases. */
@Module({
  imports: [DeliveriesModule, EndpointsModule, EventsModule],
  controllers: [AdminWebhooksController],
  providers: [provideRepository(AuditRepository), AdminWebhooksService, TestEventsService],
})
export class AdminWebhooksModule {}
