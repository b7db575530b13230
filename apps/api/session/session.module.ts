import { Module } from '@nestjs/common';
import { AuditRepository } from '#libs/persistence';
import { provideRepository } from '../api-context.module.js';
import { SessionController } from './session.controller.js';
import { SessionService } from './session.service.js';

/** Sessions of the console. */
@Module({ controllers: [SessionController], providers: [provideRepository(AuditRepository), SessionService] })
export class SessionModule {}
