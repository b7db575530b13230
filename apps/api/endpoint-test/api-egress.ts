import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { USER_AGENT, type Config } from '#libs/config';
import { openEgress, type EgressClient } from '#libs/egress';
import { CONFIG } from '../tokens.js';

/** The API's own way out, for tests only: deliveries are the worker's. Made when it is first needed. */
@Injectable()
export class ApiEgress implements OnApplicationShutdown {
  private made: Promise<EgressClient> | null = null;

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** @throws Error when the file with more trust anchors cannot be read; it is tried again the next time */
  async client(): Promise<EgressClient> {
    this.made ??= openEgress(this.config.egress, USER_AGENT).catch((error: unknown) => {
      this.made = null;
      throw error;
    });
    return this.made;
  }

  async onApplicationShutdown(): Promise<void> {
    await (await this.made)?.close();
  }
}
