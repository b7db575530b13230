import { Module } from '@nestjs/common';
import { EndpointGateRepository } from '#libs/persistence';
import { provideRepository } from '../api-context.module.js';
import { TenantsController } from './tenants.controller.js';
import { TenantsService } from './tenants.service.js';

/** Tenants. */
@Module({ controllers: [TenantsController], providers: [provideRepository(EndpointGateRepository), TenantsService] })
export class TenantsModule {}
