import { Global, Module, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { DataSource } from 'typeorm';
import type { Config } from '#libs/config';
import { Metrics, type Logger } from '#libs/observability';
import { ApiKeyRepository, ConsoleSessionRepository, SecretBox, TenantRepository } from '#libs/persistence';
import { AccessGuard } from './http/access.guard.js';
import { Authenticator } from './http/authenticator.js';
import { ProblemFilter } from './http/problem.filter.js';
import { TenantScope } from './http/tenant-scope.js';
import { ValidationPipe } from './http/validation.pipe.js';
import { CONFIG, LOGGER } from './tokens.js';

/** What the API needs from the program around it, which also ends what it began. */
export interface ApiDependencies {
  config: Config;
  /** Need not be initialised before the application listens. */
  dataSource: DataSource;
  secretBox: SecretBox;
  logger: Logger;
  metrics: Metrics;
}

/**
 * Makes a repository injectable by its class.
 * @param repository a class whose constructor takes the data source
 */
export function provideRepository<Repository>(
  repository: Type<Repository> & (new (dataSource: DataSource) => Repository),
): Provider {
  return {
    provide: repository,
    useFactory: (dataSource: DataSource) => new repository(dataSource),
    inject: [DataSource],
  };
}

/** What every part of the API shares: the program's objects, who may call, how errors and bodies look. */
@Global()
@Module({})
export class ApiContextModule {
  static register({ config, dataSource, secretBox, logger, metrics }: ApiDependencies): DynamicModule {
    const shared: Provider[] = [
      { provide: CONFIG, useValue: config },
      { provide: DataSource, useValue: dataSource },
      { provide: SecretBox, useValue: secretBox },
      { provide: LOGGER, useValue: logger },
      { provide: Metrics, useValue: metrics },
      provideRepository(ApiKeyRepository),
      provideRepository(ConsoleSessionRepository),
      provideRepository(TenantRepository),
      Authenticator,
      TenantScope,
    ];
    return {
      module: ApiContextModule,
      providers: [
        ...shared,
        { provide: APP_FILTER, useFactory: (given: Logger) => new ProblemFilter(given), inject: [LOGGER] },
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_PIPE, useClass: ValidationPipe },
      ],
      exports: shared,
    };
  }
}
