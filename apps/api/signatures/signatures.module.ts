import { Module } from '@nestjs/common';
import { EndpointRepository, EndpointSecretRepository } from '#libs/persistence';
import { provideRepository } from '../api-context.module.js';
import { SignaturesController } from './signatures.controller.js';
import { SignaturesService } from './signatures.service.js';

/** Helps receivers to verify. */
@Module({
  controllers: [SignaturesController],
  providers: [provideRepository(EndpointRepository), provideRepository(EndpointSecretRepository), SignaturesService],
})
export class SignaturesModule {}
