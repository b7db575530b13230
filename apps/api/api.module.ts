import { Module, type DynamicModule } from '@nestjs/common';
import { AdminWebhooksModule } from './admin-webhooks/admin-webhooks.module.js';
import { ApiContextModule, type ApiDependencies } from './api-context.module.js';
import { AuditModule } from './audit/audit.module.js';
import { DeliveriesModule } from './deliveries/deliveries.module.js';
import { EndpointTestModule } from './endpoint-test/endpoint-test.module.js';
import { EndpointsModule } from './endpoints/endpoints.module.js';
import { EventsModule } from './events/events.module.js';
import { EventTypesModule } from './event-types/event-types.module.js';
import { HealthModule } from './health/health.module.js';
import { KeysModule } from './keys/keys.module.js';
import { OperationsModule } from './operations/operations.module.js';
import { OutboxModule } from './outbox/outbox.module.js';
import { SessionModule } from './session/session.module.js';
import { SignaturesModule } from './signatures/signatures.module.js';
import { StreamModule } from './stream/stream.module.js';
import { StatsModule } from './stats/stats.module.js';
import { TenantsModule } from './tenants/tenants.module.js';

/** Everything that the API serves. */
@Module({})
export class ApiModule {
  /** @param dependencies made and ended by the program around it */
  static register(dependencies: ApiDependencies): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        ApiContextModule.register(dependencies),
        HealthModule,
        TenantsModule,
        KeysModule,
        EndpointsModule,
        EventTypesModule,
        EventsModule,
        DeliveriesModule,
        OperationsModule,
        OutboxModule,
        StatsModule,
        AuditModule,
        AdminWebhooksModule,
        SessionModule,
        SignaturesModule,
        EndpointTestModule,
        StreamModule,
      ],
    };
  }
}
