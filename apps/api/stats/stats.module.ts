import { Module } from '@nestjs/common';
import { EndpointRepository, StatsQueryRepository } from '#libs/persistence';
import { provideRepository } from '../api-context.module.js';
import { StatsController } from './stats.controller.js';
import { StatsService } from './stats.service.js';

/** Statistics of what ended. */
@Module({
  controllers: [StatsController],
  providers: [provideRepository(EndpointRepository), provideRepository(StatsQueryRepository), StatsService],
})
export class StatsModule {}
