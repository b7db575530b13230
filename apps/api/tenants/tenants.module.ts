import { Module } from '@nestjs/common';
import { EndpointGateRepository } from '#libs/persistence';
import { provideRepository } from '../api-context.module.js';
import { EndpointsModule } from '../endpoints/endpoints.module.js';
import { TenantsController } from './tenants.controller.js';
import { TenantsService } from './tenants.service.js';

/** Tenants. */
@Module({
  imports: [EndpointsModule],
  controllers: [TenantsController],
  providers: [provideRepository(EndpointGateRepository), TenantsService],
})
export class TenantsModule {}
