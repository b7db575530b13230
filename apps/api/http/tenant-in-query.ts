import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

/** Lets an admin name the tenant by `?tenantId=` too, for browsers' `EventSource`, which cannot send headers. */
export function TenantInQuery(): MethodDecorator {
  return RouteConfig({ tenantInQuery: true });
}

/**
 * The tenant that a request names in its query, where its route allows that.
 * @returns undefined where it names none
 */
export function tenantInQuery({ routeOptions: { config }, query }: FastifyRequest): string | undefined {
  if (!('tenantInQuery' in config) || config.tenantInQuery !== true) return undefined;
  if (typeof query !== 'object' || query === null || !('tenantId' in query)) return undefined;
  // Given twice it is a list: no tenant's id, so none is found.
  const { tenantId } = query;
  return typeof tenantId === 'string' || tenantId === undefined ? tenantId : '';
}
