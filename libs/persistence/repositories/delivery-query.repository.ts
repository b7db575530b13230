import type { CommandKind } from '#libs/contracts';
import { type DataSource, In } from 'typeorm';
import { DeliveryAttemptEntity } from '../entities/delivery-attempt.entity.js';
import { DeliveryTimelineEntity } from '../entities/delivery-timeline.entity.js';
import { EndpointEntity } from '../entities/endpoint.entity.js';
import { EndpointSecretEntity } from '../entities/endpoint-secret.entity.js';
import { EventEntity } from '../entities/event.entity.js';
import { WebhookDeliveryEntity } from '../entities/webhook-delivery.entity.js';
import { searchDeliveries, type DeliverySearch } from './delivery-search.js';
import { keysetPage } from './page.js';
import type { PageRequest } from './page-request.js';

/** A delivery and the kind of its oldest command that is not yet applied. */
export interface DeliveryWithCommand {
  delivery: WebhookDeliveryEntity;
  pendingCommand: CommandKind | null;
}

/** An attempt without headers and answer. */
export type AttemptInShort = Pick<
  DeliveryAttemptEntity,
  'deliveryId' | 'number' | 'statusCode' | 'error' | 'errorKind' | 'startedAt' | 'durationMs'
>;

/** What surrounds a delivery: enough to tell its whole story. */
export interface DeliveryStory {
  attempts: DeliveryAttemptEntity[];
  timeline: DeliveryTimelineEntity[];
  /** Null when it is no longer kept. */
  event: EventEntity | null;
  /** As it is now, also when deleted. */
  endpoint: EndpointEntity | null;
}

/** Reads deliveries for people. */
export class DeliveryQueryRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** A page of a tenant's deliveries, newest first. */
  async listDeliveries(tenantId: string, search: DeliverySearch, page: PageRequest): Promise<DeliveryWithCommand[]> {
    const query = searchDeliveries(this.dataSource.manager, tenantId, search);
    const deliveries = await keysetPage(query, 'd', 'id', page).getMany();
    return this.withCommands(deliveries);
  }

  /** One delivery; null when the tenant has none of this id. */
  async findDelivery(tenantId: string, id: string): Promise<DeliveryWithCommand | null> {
    const delivery = await this.dataSource.getRepository(WebhookDeliveryEntity).findOneBy({ tenantId, id });
    if (delivery === null) return null;
    const [found] = await this.withCommands([delivery]);
    // Its commands were applied between the two reads: what the first one saw is over.
    if (found?.pendingCommand === null && delivery.pendingCommands > 0) return this.findDelivery(tenantId, id);
    return found ?? null;
  }

  /** Several deliveries of a tenant in the order of the ids; ids that it does not have are left out. */
  async findDeliveries(tenantId: string, ids: readonly string[]): Promise<DeliveryWithCommand[]> {
    const deliveries = await this.dataSource
      .getRepository(WebhookDeliveryEntity)
      .findBy({ tenantId, id: In([...ids]) });
    const places = new Map(ids.map((id, place) => [id, place]));
    return this.withCommands(deliveries.toSorted((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0)));
  }

  /** Attempts, timeline, event and endpoint of a delivery. */
  async readStory(delivery: WebhookDeliveryEntity): Promise<DeliveryStory> {
    const { id: deliveryId, tenantId, eventId, eventAcceptedAt, endpointId } = delivery;
    const [attempts, timeline, event, endpoint] = await Promise.all([
      this.dataSource.getRepository(DeliveryAttemptEntity).find({ where: { deliveryId }, order: { number: 'ASC' } }),
      this.dataSource
        .getRepository(DeliveryTimelineEntity)
        .find({ where: { deliveryId }, order: { at: 'ASC', cause: 'ASC' } }),
      this.dataSource.getRepository(EventEntity).findOneBy({ tenantId, id: eventId, acceptedAt: eventAcceptedAt }),
      this.dataSource.getRepository(EndpointEntity).findOneBy({ tenantId, id: endpointId }),
    ]);
    return { attempts, timeline, event, endpoint };
  }

  /** Tells whether a tenant has or had this endpoint. */
  async hasEndpoint(tenantId: string, id: string): Promise<boolean> {
    return this.dataSource.getRepository(EndpointEntity).existsBy({ tenantId, id });
  }

  /** The tenant of an endpoint, also of a deleted one; null when there is no such endpoint. */
  async findTenantOfEndpoint(id: string): Promise<string | null> {
    const endpoint = await this.dataSource.getRepository(EndpointEntity).findOneBy({ id });
    return endpoint?.tenantId ?? null;
  }

  /** All secrets of an endpoint, expired ones too, still encrypted. */
  async findSecrets(endpointId: string): Promise<EndpointSecretEntity[]> {
    return this.dataSource.getRepository(EndpointSecretEntity).findBy({ endpointId });
  }

  /** The attempts of several deliveries in their order, without headers and answers. */
  async findAttemptsInShort(deliveryIds: readonly string[]): Promise<AttemptInShort[]> {
    return this.dataSource.getRepository(DeliveryAttemptEntity).find({
      select: {
        deliveryId: true,
        number: true,
        statusCode: true,
        error: true,
        errorKind: true,
        startedAt: true,
        durationMs: true,
      },
      where: { deliveryId: In([...deliveryIds]) },
      order: { deliveryId: 'ASC', number: 'ASC' },
    });
  }

  private async withCommands(deliveries: WebhookDeliveryEntity[]): Promise<DeliveryWithCommand[]> {
    const commanded = deliveries.filter((delivery) => delivery.pendingCommands > 0).map((delivery) => delivery.id);
    const rows =
      commanded.length === 0
        ? []
        : await this.dataSource.query<{ deliveryId: string; kind: CommandKind }[]>(
            `SELECT DISTINCT ON (delivery_id) delivery_id AS "deliveryId", kind FROM workflow_commands
             WHERE delivery_id = ANY($1) ORDER BY delivery_id, id`,
            [commanded],
          );
    const kinds = new Map(rows.map((row) => [row.deliveryId, row.kind]));
    return deliveries.map((delivery) => ({ delivery, pendingCommand: kinds.get(delivery.id) ?? null }));
  }
}
