import { Module } from '@nestjs/common';
import { EndpointRepository, EndpointSecretRepository } from '#libs/persistence';
import { provideRepository } from '../api-context.module.js';
import { EndpointRules } from './endpoint-rules.service.js';
import { EndpointSecretsController } from './endpoint-secrets.controller.js';
import { EndpointSecretsService } from './endpoint-secrets.service.js';
import { EndpointsController } from './endpoints.controller.js';
import { EndpointsService } from './endpoints.service.js';

/** Endpoints and their secrets. */
@Module({
  controllers: [EndpointsController, EndpointSecretsController],
  providers: [
    provideRepository(EndpointRepository),
    provideRepository(EndpointSecretRepository),
    EndpointRules,
    EndpointsService,
    EndpointSecretsService,
  ],
  exports: [EndpointRules, EndpointsService],
})
export class EndpointsModule {}
