import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Config } from '#libs/config';

/** What a route's body may be: `event` for one event, `batch` for many. */
export type BodyLimitKind = 'event' | 'batch';

/** The largest body of routes that take no events. */
const DEFAULT_BODY_BYTES = 1_048_576;

/** A batch may hold 1,000 events, but not 1,000 of the largest: it is read into memory as a whole. */
const BATCH_EVENTS_OF_LARGEST = 16;

/** Gives a route the body limit of events; other routes take up to 1 MiB. */
export function BodyLimit(kind: BodyLimitKind): MethodDecorator {
  return RouteConfig({ bodyLimitKind: kind });
}

/**
 * The largest body in bytes.
 * @param kind undefined for routes without `@BodyLimit`
 */
export function bodyLimitBytes(kind: BodyLimitKind | undefined, { limits }: Config): number {
  if (kind === 'event') return limits.eventBytes;
  return kind === 'batch' ? limits.eventBytes * BATCH_EVENTS_OF_LARGEST : DEFAULT_BODY_BYTES;
}

/** Applies `@BodyLimit` to every route that is registered from now on. */
export function registerBodyLimits(instance: FastifyInstance, config: Config): void {
  instance.addHook('onRoute', (route) => {
    const kind: unknown = route.config !== undefined && 'bodyLimitKind' in route.config && route.config.bodyLimitKind;
    route.bodyLimit = bodyLimitBytes(kind === 'event' || kind === 'batch' ? kind : undefined, config);
  });
}
