import { Module } from '@nestjs/common';
import { EventQueryRepository } from '#libs/persistence';
import { provideRepository } from '../api-context.module.js';
import { OutboxController } from './outbox.controller.js';
import { OutboxService } from './outbox.service.js';

/** The outbox as other programs use it. */
@Module({ controllers: [OutboxController], providers: [provideRepository(EventQueryRepository), OutboxService] })
export class OutboxModule {}
