import { Module } from '@nestjs/common';
import { AuditRepository } from '#libs/persistence';
import { provideRepository } from '../api-context.module.js';
import { AuditController } from './audit.controller.js';
import { AuditService } from './audit.service.js';

/** The audit log. */
@Module({ controllers: [AuditController], providers: [provideRepository(AuditRepository), AuditService] })
export class AuditModule {}
