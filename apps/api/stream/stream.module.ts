import { Module } from '@nestjs/common';
import { ChangeFeedRepository } from '#libs/persistence';
import { provideRepository } from '../api-context.module.js';
import { StreamController } from './stream.controller.js';
import { StreamHub } from './stream-hub.js';
import { StreamService } from './stream.service.js';

/** The stream of what happens to deliveries. */
@Module({
  controllers: [StreamController],
  providers: [provideRepository(ChangeFeedRepository), StreamHub, StreamService],
})
export class StreamModule {}
