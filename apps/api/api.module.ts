import { Module, type DynamicModule } from '@nestjs/common';
import { ApiContextModule, type ApiDependencies } from './api-context.module.js';
import { EndpointsModule } from './endpoints/endpoints.module.js';
import { HealthModule } from './health/health.module.js';
import { KeysModule } from './keys/keys.module.js';
import { TenantsModule } from './tenants/tenants.module.js';

/** Everything that the API serves. */
@Module({})
export class ApiModule {
  /** @param dependencies made and ended by the program around it */
  static register(dependencies: ApiDependencies): DynamicModule {
    return {
      module: ApiModule,
      imports: [ApiContextModule.register(dependencies), HealthModule, TenantsModule, KeysModule, EndpointsModule],
    };
  }
}
