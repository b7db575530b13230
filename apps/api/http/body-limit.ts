import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from '#libs/config';

/** What a route's body may be: `event` for one event, `batch` for many, `sign-in` for a key. */
export type BodyLimitKind = 'event' | 'batch' | 'sign-in';

/** The largest body of routes that take no events. */
const DEFAULT_BODY_BYTES = 1_048_576;

/** Whoever signs in has shown no key yet. */
const SIGN_IN_BODY_BYTES = 8_192;

/** A batch may hold 1,000 events, but not 1,000 of the largest: it is read into memory as a whole. */
const BATCH_EVENTS_OF_LARGEST = 16;

/** Gives a route the body limit of events; other routes take up to 1 MiB. */
export function BodyLimit(kind: Exclude<BodyLimitKind, 'sign-in'>): MethodDecorator {
  return RouteConfig({ bodyLimitKind: kind });
}

/** Marks the one route under `/api/` whose body is read from callers who have not shown a key: a small one. */
export function SignIn(): MethodDecorator {
  return RouteConfig({ bodyLimitKind: 'sign-in' });
}

/** Whether the route of a request is the one of {@link SignIn}. */
export function isSignIn({ routeOptions: { config } }: FastifyRequest): boolean {
  return 'bodyLimitKind' in config && config.bodyLimitKind === 'sign-in';
}

/**
 * The largest body in bytes.
 * @param kind undefined for routes without `@BodyLimit`
 */
export function bodyLimitBytes(kind: BodyLimitKind | undefined, { limits }: Config): number {
  switch (kind) {
    case 'event':
      return limits.eventBytes;
    case 'batch':
      return limits.eventBytes * BATCH_EVENTS_OF_LARGEST;
    case 'sign-in':
      return SIGN_IN_BODY_BYTES;
    case undefined:
      return DEFAULT_BODY_BYTES;
  }
}

/** Applies `@BodyLimit` to every route that is registered from now on. */
export function registerBodyLimits(instance: FastifyInstance, config: Config): void {
  instance.addHook('onRoute', (route) => {
    const kind: unknown = route.config !== undefined && 'bodyLimitKind' in route.config && route.config.bodyLimitKind;
    const known = kind === 'event' || kind === 'batch' || kind === 'sign-in' ? kind : undefined;
    route.bodyLimit = bodyLimitBytes(known, config);
  });
}
