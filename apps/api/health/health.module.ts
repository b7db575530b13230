import { Module } from '@nestjs/common';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';
import { TemporalProbe } from './temporal-probe.js';

/** Liveness, readiness and metrics. */
@Module({ controllers: [HealthController], providers: [HealthService, TemporalProbe] })
export class HealthModule {}
