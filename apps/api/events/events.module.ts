import { Module } from '@nestjs/common';
import {
  AuditRepository,
  DeliveryStoreRepository,
  EventQueryRepository,
  EventStoreRepository,
} from '#libs/persistence';
import { provideRepository } from '../api-context.module.js';
import { DeliveriesModule } from '../deliveries/deliveries.module.js';
import { EventTypesModule } from '../event-types/event-types.module.js';
import { AcceptEventsService } from './accept-events.service.js';
import { EventLimitService } from './event-limit.service.js';
import { EventRulesService } from './event-rules.service.js';
import { EventsController } from './events.controller.js';
import { EventsService } from './events.service.js';

/** Events: accepting, showing and replaying them. */
@Module({
  imports: [DeliveriesModule, EventTypesModule],
  controllers: [EventsController],
  providers: [
    provideRepository(AuditRepository),
    provideRepository(DeliveryStoreRepository),
    provideRepository(EventQueryRepository),
    provideRepository(EventStoreRepository),
    AcceptEventsService,
    EventLimitService,
    EventRulesService,
    EventsService,
  ],
  exports: [DeliveryStoreRepository, EventQueryRepository, EventStoreRepository],
})
export class EventsModule {}
