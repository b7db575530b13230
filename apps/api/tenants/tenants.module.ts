import { Module } from '@nestjs/common';
import { EndpointsModule } from '../endpoints/endpoints.module.js';
import { TenantsController } from './tenants.controller.js';
import { TenantsService } from './tenants.service.js';

/** Tenants. */
@Module({ imports: [EndpointsModule], controllers: [TenantsController], providers: [TenantsService] })
export class TenantsModule {}
