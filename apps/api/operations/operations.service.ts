import { Injectable } from '@nestjs/common';
import {
  SHOWN_FAILURES,
  type CreateOperation,
  type OperationAnswer,
  type OperationDeliveryFilter,
  type OperationDetail,
  type OperationListQuery,
  type OperationReplayFilter,
  type RecoverEndpoint,
  type StartedOperation,
} from '#libs/contracts/http';
import {
  EventQueryRepository,
  MAXIMUM_MEMBERS,
  OperationRepository,
  type NewOperation,
  type OperationMembers,
  type OperationResult,
} from '#libs/persistence';
import { toDeliverySearch } from '../deliveries/delivery-search.js';
import { page, pageRequest } from '../http/pagination.js';
import type { Principal } from '../http/principal.js';
import { ProblemException } from '../http/problem.exception.js';
import { presentFailures, presentOperation } from './operation-presenter.js';

/**
 * Members a second where nobody has said more, of actions that send requests: well below what one worker delivers, so
 * that what is new does not wait behind it.
 */
const DEFAULT_RATE = 100;

/** Begins bulk operations, shows them and steers them. */
@Injectable()
export class OperationsService {
  constructor(
    private readonly operations: OperationRepository,
    private readonly events: EventQueryRepository,
  ) {}

  /**
   * Counts the members that an operation would have.
   * @throws ProblemException 404 or 409 for an endpoint that is named and cannot be sent to, 422 for too many members
   */
  async count(tenantId: string, body: CreateOperation): Promise<number> {
    const { members } = await this.operationOf(tenantId, body);
    const count = await this.operations.countMembers(tenantId, members);
    if (count > MAXIMUM_MEMBERS) throw tooMany();
    return count;
  }

  /**
   * Begins an operation; its workflow acts on the members.
   * @throws ProblemException as {@link count}
   */
  async start(tenantId: string, body: CreateOperation, actor: Principal): Promise<StartedOperation> {
    return this.begin(await this.operationOf(tenantId, body), actor);
  }

  /**
   * Sends an endpoint again what has failed or was cancelled there.
   * @throws ProblemException 404, or 409 for a disabled endpoint
   */
  async recover(
    tenantId: string,
    endpointId: string,
    { since, ratePerSecond }: RecoverEndpoint,
    actor: Principal,
  ): Promise<StartedOperation> {
    await this.checkReceivers(tenantId, [endpointId]);
    const operation: NewOperation = {
      tenantId,
      action: 'recover',
      filter: { endpointId, since },
      members: { kind: 'recover', endpointId, since: new Date(since) },
      at: null,
      reason: null,
      ratePerSecond: ratePerSecond ?? DEFAULT_RATE,
    };
    return this.begin(operation, actor);
  }

  /** A page of a tenant's operations. */
  async list(
    tenantId: string,
    query: OperationListQuery,
  ): Promise<{ data: OperationAnswer[]; nextCursor: string | null }> {
    const rows = await this.operations.list(tenantId, query.status, pageRequest(query));
    return page(rows, query, (row) => row, presentOperation);
  }

  /** @throws ProblemException 404 */
  async read(tenantId: string, id: string): Promise<OperationDetail> {
    const operation = await this.operations.find(tenantId, id);
    if (operation === null) throw ProblemException.notFound('operation', id);
    const failures = operation.failed === 0 ? [] : await this.operations.findFailures(id, SHOWN_FAILURES);
    return { ...presentOperation(operation), failures: presentFailures(failures) };
  }

  /** @throws ProblemException 404; 409 when it has ended */
  async abort(tenantId: string, id: string, actor: Principal): Promise<OperationAnswer> {
    return present(id, 'aborted', await this.operations.abort(tenantId, id, actor));
  }

  /** @throws ProblemException 404; 409 when it does not run */
  async pause(tenantId: string, id: string, actor: Principal): Promise<OperationAnswer> {
    return present(id, 'paused', await this.operations.pause(tenantId, id, actor));
  }

  /** @throws ProblemException 404; 409 when it is not paused */
  async resume(tenantId: string, id: string, actor: Principal): Promise<OperationAnswer> {
    return present(id, 'resumed', await this.operations.resume(tenantId, id, actor));
  }

  private async begin(operation: NewOperation, actor: Principal): Promise<StartedOperation> {
    const made = await this.operations.create(operation, actor);
    if (made === null) throw tooMany();
    return { ...presentOperation(made), count: made.total };
  }

  private async operationOf(tenantId: string, body: CreateOperation): Promise<NewOperation> {
    const { action, filter, ratePerSecond } = body;
    const common = { tenantId, action, filter, at: null, reason: null, ratePerSecond: ratePerSecond ?? DEFAULT_RATE };
    switch (body.action) {
      case 'redeliver':
        return { ...common, members: deliveries(body.filter, false) };
      case 'release':
        return { ...common, members: deliveries(body.filter, true) };
      case 'cancel':
      case 'hold':
        return {
          ...common,
          members: deliveries(body.filter, true),
          reason: body.reason ?? null,
          ratePerSecond: ratePerSecond ?? null,
        };
      case 'reschedule':
        return { ...common, members: deliveries(body.filter, true), at: new Date(body.at) };
      case 'replay':
        await this.checkReceivers(tenantId, body.filter.endpointIds ?? []);
        return { ...common, members: events(body.filter) };
    }
  }

  private async checkReceivers(tenantId: string, endpointIds: readonly string[]): Promise<void> {
    if (endpointIds.length === 0) return;
    const endpoints = new Map((await this.events.findEndpoints(tenantId)).map((endpoint) => [endpoint.id, endpoint]));
    for (const id of endpointIds) {
      const endpoint = endpoints.get(id);
      if (endpoint === undefined) throw ProblemException.notFound('endpoint', id);
      if (endpoint.status === 'disabled') {
        throw ProblemException.endpointDisabled(id);
      }
    }
  }
}

function deliveries(filter: OperationDeliveryFilter, unfinishedOnly: boolean): OperationMembers {
  return { kind: 'deliveries', search: toDeliverySearch(filter), unfinishedOnly };
}

function events({ types, from, to, endpointIds }: OperationReplayFilter): OperationMembers {
  return {
    kind: 'events',
    types: types ?? null,
    ...(from === undefined ? {} : { from: new Date(from) }),
    to: to === undefined ? new Date() : new Date(to),
    endpointIds: endpointIds === undefined ? null : [...new Set(endpointIds)],
  };
}

function tooMany(): ProblemException {
  return ProblemException.field('filter', `chooses more than ${MAXIMUM_MEMBERS} members: narrow it, such as by time`);
}

function present(id: string, what: string, result: OperationResult): OperationAnswer {
  if (result.kind === 'not-found') throw ProblemException.notFound('operation', id);
  if (result.kind === 'refused') {
    throw new ProblemException('operation-refused', `The operation cannot be ${what}: ${result.detail}.`);
  }
  return presentOperation(result.operation);
}
