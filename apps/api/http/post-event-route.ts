import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

/**
 * Marks the route that posts one event, the one that is called most: it lets a key in that was good a second ago, and the
 * statement that stores the event checks it again. Nothing else may be done on the strength of such a key.
 */
export function PostEventRoute(): MethodDecorator {
  return RouteConfig({ bodyLimitKind: 'event', storesOneEvent: true });
}

/** Whether the route of a request is the one of {@link PostEventRoute}. */
export function isPostEvent({ routeOptions: { config } }: FastifyRequest): boolean {
  return 'storesOneEvent' in config && config.storesOneEvent === true;
}
