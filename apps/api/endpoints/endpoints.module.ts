import { Module } from '@nestjs/common';
import {
  AuditRepository,
  EndpointGateRepository,
  EndpointRepository,
  EndpointSecretRepository,
} from '#libs/persistence';
import { provideRepository } from '../api-context.module.js';
import { EndpointAnswers } from './endpoint-answers.service.js';
import { EndpointGatesController } from './endpoint-gates.controller.js';
import { EndpointGatesService } from './endpoint-gates.service.js';
import { EndpointRules } from './endpoint-rules.service.js';
import { EndpointSecretsController } from './endpoint-secrets.controller.js';
import { EndpointSecretsService } from './endpoint-secrets.service.js';
import { EndpointsController } from './endpoints.controller.js';
import { EndpointsService } from './endpoints.service.js';

/** Endpoints and their secrets. */
@Module({
  controllers: [EndpointsController, EndpointGatesController, EndpointSecretsController],
  providers: [
    provideRepository(AuditRepository),
    provideRepository(EndpointGateRepository),
    provideRepository(EndpointRepository),
    provideRepository(EndpointSecretRepository),
    EndpointAnswers,
    EndpointGatesService,
    EndpointRules,
    EndpointsService,
    EndpointSecretsService,
  ],
  exports: [EndpointRules, EndpointsService],
})
export class EndpointsModule {}
