import { Module } from '@nestjs/common';
import { EventTypeRepository } from '#libs/persistence';
import { provideRepository } from '../api-context.module.js';
import { EventTypesController } from './event-types.controller.js';
import { EventTypesService } from './event-types.service.js';
import { SchemaValidator } from '#libs/admission';

/** Catalogues of event types, and the validator of their schemas. */
@Module({
  controllers: [EventTypesController],
  providers: [provideRepository(EventTypeRepository), EventTypesService, SchemaValidator],
  exports: [EventTypeRepository, SchemaValidator],
})
export class EventTypesModule {}
