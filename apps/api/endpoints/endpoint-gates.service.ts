import { Injectable } from '@nestjs/common';
import type { Endpoint, ResumeEndpoint } from '#libs/contracts/http';
import { DEFAULT_DRAIN_RATE } from '#libs/domain';
import {
  EndpointGateRepository,
  EndpointRepository,
  type entities,
  type GateResult,
  type ResumeOptions,
} from '#libs/persistence';
import type { Principal } from '../http/principal.js';
import { ProblemException } from '../http/problem.exception.js';
import { EndpointAnswers } from './endpoint-answers.service.js';
import { presentGate } from './endpoint-gate-presenter.js';

/** Pausing, resuming, disabling and enabling a tenant's endpoints. */
@Injectable()
export class EndpointGatesService {
  constructor(
    private readonly endpoints: EndpointRepository,
    private readonly gates: EndpointGateRepository,
    private readonly answers: EndpointAnswers,
  ) {}

  /** @throws ProblemException 404; 409 for a disabled endpoint */
  async pause(tenantId: string, id: string, actor: Principal): Promise<Endpoint> {
    return this.answer(tenantId, id, await this.gates.pause(tenantId, id, actor));
  }

  /** @throws ProblemException 404; 409 for an endpoint that is disabled or not paused */
  async resume(tenantId: string, id: string, body: ResumeEndpoint, actor: Principal): Promise<Endpoint> {
    const { ratePerSecond = DEFAULT_DRAIN_RATE, discardBefore } = body;
    const options: ResumeOptions =
      discardBefore === undefined ? { ratePerSecond } : { ratePerSecond, discardBefore: new Date(discardBefore) };
    return this.answer(tenantId, id, await this.gates.resume(tenantId, id, options, actor));
  }

  /**
   * Disabling cancels what waits; enabling begins without a past. What is so already stays as it is.
   * @throws ProblemException 404
   */
  async setStatus(tenantId: string, id: string, status: 'active' | 'disabled', actor: Principal): Promise<Endpoint> {
    const changed = await this.endpoints.change(tenantId, id, true, () => ({ settings: { status } }), actor);
    return this.answers.present(tenantId, id, changed);
  }

  private async answer(tenantId: string, id: string, result: GateResult): Promise<Endpoint> {
    switch (result.kind) {
      case 'done':
        return this.answers.present(tenantId, id, result.endpoint);
      case 'not-found':
        throw ProblemException.notFound('endpoint', id);
      case 'refused': {
        const endpoint = await this.endpoints.find(tenantId, id);
        if (endpoint?.status === 'disabled') throw ProblemException.endpointDisabled(id);
        const detail = endpoint === null ? result.detail : whyNotPaused(endpoint);
        throw new ProblemException('endpoint-not-paused', `Endpoint "${id}" cannot be resumed: ${detail}.`);
      }
    }
  }
}

/** What holds its deliveries, if not a pause of its own, and what ends that. */
function whyNotPaused(endpoint: entities.EndpointEntity): string {
  if (endpoint.stopped) {
    return `its tenant is stopped, which POST /api/v1/tenants/${endpoint.tenantId}/start ends`;
  }
  const gate = presentGate(endpoint);
  if (gate.state === 'open') return 'it is not paused';
  return `it is not paused but ${gate.state} (${gate.because}), which ends by itself`;
}
