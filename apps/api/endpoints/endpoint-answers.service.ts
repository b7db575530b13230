import { Injectable } from '@nestjs/common';
import type { Endpoint } from '#libs/contracts/http';
import { EndpointGateRepository, SecretBox, TenantRepository, type entities } from '#libs/persistence';
import { ProblemException } from '../http/problem.exception.js';
import { presentEndpoint } from './endpoint-presenter.js';

/** Makes the answer about one endpoint: with what its gate holds. */
@Injectable()
export class EndpointAnswers {
  constructor(
    private readonly tenants: TenantRepository,
    private readonly gates: EndpointGateRepository,
    private readonly secretBox: SecretBox,
  ) {}

  /** @throws ProblemException 404 when there is no such endpoint, or its tenant is gone */
  async present(tenantId: string, id: string, row: entities.EndpointEntity | null): Promise<Endpoint> {
    if (row === null) throw ProblemException.notFound('endpoint', id);
    const [tenant, counts] = await Promise.all([this.tenants.find(tenantId), this.gates.count(id)]);
    if (tenant === null) throw ProblemException.notFound('tenant', tenantId);
    return { ...presentEndpoint(row, tenant, this.secretBox), ...counts };
  }
}
