import { Injectable } from '@nestjs/common';
import { ID_PREFIXES } from '#libs/contracts';
import { DeliveryQueryRepository } from '#libs/persistence';
import type { Principal } from '../http/principal.js';
import { ProblemException } from '../http/problem.exception.js';
import { TenantScope } from '../http/tenant-scope.js';
import type { TestTarget } from './test-events.service.js';

/** Finds out what the path segment of the shop-style routes names. */
@Injectable()
export class AdminWebhooksService {
  constructor(
    private readonly scope: TenantScope,
    private readonly deliveries: DeliveryQueryRepository,
  ) {}

  /**
   * The tenant that a segment names, and the endpoint where it names one. A tenant whose chosen id looks like an
   * endpoint's is found too, because ids of endpoints are made by us and never taken by accident.
   * @throws ProblemException 404 when there is neither, or it belongs to another tenant than the key's
   */
  async resolve(principal: Principal, segment: string): Promise<TestTarget> {
    if (segment.startsWith(ID_PREFIXES.endpoint)) {
      const tenantId = await this.deliveries.findTenantOfEndpoint(segment);
      if (tenantId !== null) {
        if (principal.role !== 'admin' && principal.tenantId !== tenantId) {
          throw ProblemException.notFound('tenant', segment);
        }
        return { tenantId: await this.scope.fromPath(principal, tenantId), endpointId: segment };
      }
    }
    return { tenantId: await this.scope.fromPath(principal, segment), endpointId: null };
  }
}
