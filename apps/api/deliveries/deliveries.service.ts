import { Inject, Injectable } from '@nestjs/common';
import { USER_AGENT, type Config } from '#libs/config';
import { deliveryWorkflowId } from '#libs/contracts';
import type {
  DeliveryAnswer,
  DeliveryDetail,
  DeliveryListQuery,
  DeliveryRequest,
  EndpointDeliveryListQuery,
  InlineAttempt,
} from '#libs/contracts/http';
import {
  DeliveryQueryRepository,
  SecretBox,
  type AttemptInShort,
  type DeliverySearch,
  type DeliveryStory,
  type DeliveryWithCommand,
} from '#libs/persistence';
import { page, pageRequest } from '../http/pagination.js';
import { openSecrets } from '../endpoints/open-secrets.js';
import { ProblemException } from '../http/problem.exception.js';
import { CONFIG } from '../tokens.js';
import { toDeliverySearch } from './delivery-search.js';
import { presentAttempt, presentDelivery } from './delivery-presenter.js';
import { presentRequest, sentRequest } from './delivery-request.js';
import { deliveryTimeline } from './delivery-timeline.js';

/** A page of a list. */
interface Page<Item> {
  data: Item[];
  nextCursor: string | null;
}

/** Shows deliveries. */
@Injectable()
export class DeliveriesService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly deliveries: DeliveryQueryRepository,
    private readonly secretBox: SecretBox,
  ) {}

  /** A page of a tenant's deliveries. */
  async list(tenantId: string, query: DeliveryListQuery): Promise<Page<DeliveryAnswer>> {
    return this.page(tenantId, query, presentDelivery);
  }

  /**
   * A page of the deliveries of an endpoint, also of a deleted one.
   * @throws ProblemException 404
   */
  async listOfEndpoint(
    tenantId: string,
    endpointId: string,
    query: EndpointDeliveryListQuery,
  ): Promise<Page<DeliveryAnswer>> {
    if (!(await this.deliveries.hasEndpoint(tenantId, endpointId))) {
      throw ProblemException.notFound('endpoint', endpointId);
    }
    return this.list(tenantId, { ...query, endpointId });
  }

  /** A page of a tenant's deliveries with their attempts in short. */
  async listWithAttempts(
    tenantId: string,
    query: DeliveryListQuery,
  ): Promise<Page<DeliveryAnswer & { attempts: InlineAttempt[] }>> {
    const answer = await this.page(tenantId, query, presentDelivery);
    const attempts = await this.deliveries.findAttemptsInShort(answer.data.map(({ id }) => id));
    const byDelivery = new Map<string, InlineAttempt[]>();
    for (const attempt of attempts) {
      const sofar = byDelivery.get(attempt.deliveryId) ?? [];
      byDelivery.set(attempt.deliveryId, [...sofar, presentInShort(attempt)]);
    }
    const data = answer.data.map((delivery) => ({ ...delivery, attempts: byDelivery.get(delivery.id) ?? [] }));
    return { ...answer, data };
  }

  /**
   * One delivery with everything that is known about it.
   * @throws ProblemException 404
   */
  async read(tenantId: string, id: string): Promise<DeliveryDetail> {
    const found = await this.deliveries.findDelivery(tenantId, id);
    if (found === null) throw ProblemException.notFound('delivery', id);
    const { delivery } = found;
    const story = await this.deliveries.readStory(delivery);
    return {
      ...presentDelivery(found),
      workflow: delivery.dispatchedAt === null ? null : this.workflowOf(id),
      request: await this.requestOf(found, story),
      attempts: story.attempts.map(presentAttempt),
      timeline: deliveryTimeline(delivery, story.event?.deliverAt ?? null, story.attempts, story.timeline),
    };
  }

  private async page<Item>(
    tenantId: string,
    query: DeliveryListQuery,
    present: (row: DeliveryWithCommand) => Item,
  ): Promise<Page<Item>> {
    const rows = await this.deliveries.listDeliveries(tenantId, toSearch(query), pageRequest(query));
    return page(rows, query, ({ delivery }) => delivery, present);
  }

  private workflowOf(id: string): NonNullable<DeliveryDetail['workflow']> {
    const { uiUrl, namespace } = this.config.temporal;
    const workflowId = deliveryWorkflowId(id);
    const path = `namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(workflowId)}`;
    return { id: workflowId, url: uiUrl === undefined ? null : `${uiUrl}/${path}` };
  }

  private async requestOf({ delivery }: DeliveryWithCommand, story: DeliveryStory): Promise<DeliveryRequest> {
    const sent = sentRequest(delivery, story);
    if (sent !== null) return sent;
    const { endpoint, event } = story;
    if (endpoint === null) throw new Error(`delivery ${delivery.id} has no endpoint`);
    const secrets = openSecrets(await this.deliveries.findSecrets(endpoint.id), this.secretBox);
    return presentRequest(delivery, event, endpoint, secrets, this.secretBox, USER_AGENT);
  }
}

function toSearch({ limit: _limit, cursor: _cursor, ...filter }: DeliveryListQuery): DeliverySearch {
  return toDeliverySearch(filter);
}

function presentInShort({
  number,
  statusCode,
  error,
  errorKind,
  startedAt,
  durationMs,
}: AttemptInShort): InlineAttempt {
  return { number, statusCode, error, errorKind, startedAt: startedAt.toISOString(), durationMs };
}
