import { Module } from '@nestjs/common';
import {
  AttemptRepository,
  AuditRepository,
  EndpointRepository,
  EndpointSecretRepository,
  EndpointTestRepository,
  EventQueryRepository,
  EventStoreRepository,
} from '#libs/persistence';
import { provideRepository } from '../api-context.module.js';
import { ApiEgress } from './api-egress.js';
import { EndpointTestController } from './endpoint-test.controller.js';
import { EndpointTestService } from './endpoint-test.service.js';

/** Tries endpoints out. */
@Module({
  controllers: [EndpointTestController],
  providers: [
    provideRepository(AttemptRepository),
    provideRepository(AuditRepository),
    provideRepository(EndpointRepository),
    provideRepository(EndpointSecretRepository),
    provideRepository(EndpointTestRepository),
    provideRepository(EventQueryRepository),
    provideRepository(EventStoreRepository),
    ApiEgress,
    EndpointTestService,
  ],
})
export class EndpointTestModule {}
