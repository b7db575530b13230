import type { CommandKind, DeliveryStatus } from '#libs/contracts';
import {
  acceptedEventSchema,
  createdEndpointSchema,
  deliveryDetailSchema,
  deliveryListSchema,
  endpointSchema,
  type AcceptedEventAnswer,
  type CreatedEndpoint,
  type DeliveryAnswer,
  type DeliveryDetail,
  type Endpoint,
} from '#libs/contracts/http';
import type { CatalogueName } from '#libs/domain/catalogues';
import { requestApi, type ApiRequest, type ApiResponse } from './api.js';
import { waitFor, type WaitForOptions } from './wait-for.js';

/** An event to post. */
export interface EventToPost {
  /** @default 'order.created' */
  type?: string;
  /** @default an order */
  data?: unknown;
  /** JSON text that is put into the request as it stands, instead of `data`. */
  rawData?: string;
  id?: string;
  /** RFC 3339. */
  deliverAt?: string;
}

/** The commands that the API takes. */
export type ApiCommand = Exclude<CommandKind, 'policyChanged'>;

/** One tenant's view of the public API, over HTTP: of the API in the test's process or of a program of its own. */
export class TenantClient {
  private constructor(
    readonly apiUrl: string,
    readonly tenantId: string,
    /** An owner's key. */
    readonly key: string,
  ) {}

  /** Makes a tenant and an owner's key for it. */
  static async create(apiUrl: string, adminKey: string, settings: Record<string, unknown> = {}): Promise<TenantClient> {
    const admin = { key: adminKey };
    const tenant = await requestApi(apiUrl, 'POST', '/api/v1/tenants', {
      ...admin,
      body: { name: 'Test', ...settings },
    });
    const { id } = expectStatus(201, tenant).body;
    const key = await requestApi(apiUrl, 'POST', `/api/v1/tenants/${id}/keys`, { ...admin, body: { role: 'owner' } });
    return new TenantClient(apiUrl, id, expectStatus(201, key).body.key);
  }

  /** The same tenant at another address: the program was started again. */
  at(apiUrl: string): TenantClient {
    return new TenantClient(apiUrl, this.tenantId, this.key);
  }

  request(method: string, path: string, request: ApiRequest = {}): Promise<ApiResponse> {
    return requestApi(this.apiUrl, method, path, { key: this.key, ...request });
  }

  /** Makes a key of this tenant. */
  async createKey(role: 'owner' | 'publisher' | 'viewer'): Promise<string> {
    const { body } = await this.request('POST', `/api/v1/tenants/${this.tenantId}/keys`, { body: { role } });
    return body.key;
  }

  /** Imports the event types of a programme. */
  async importCatalogue(catalogue: CatalogueName): Promise<void> {
    expectStatus(200, await this.request('POST', '/api/v1/event-types/import', { body: { catalogue } }));
  }

  /** Makes an endpoint; by default it takes every event. */
  async createEndpoint(url: string, settings: Record<string, unknown> = {}): Promise<CreatedEndpoint> {
    const body = { url, events: ['*'], ...settings };
    const answer = await this.request('POST', '/api/v1/webhooks', { body });
    return createdEndpointSchema.parse(expectStatus(201, answer).body);
  }

  async postEvent({ rawData, ...event }: EventToPost = {}): Promise<AcceptedEventAnswer> {
    const { type = 'order.created', data = { orderId: 'o-1' }, ...rest } = event;
    const members = Object.entries(rest).map(([name, value]) => `,${JSON.stringify(name)}:${JSON.stringify(value)}`);
    const rawBody = `{"type":${JSON.stringify(type)},"data":${rawData ?? JSON.stringify(data)}${members.join('')}}`;
    const answer = await this.request('POST', '/api/v1/events', { rawBody });
    return acceptedEventSchema.parse(expectStatus(202, answer).body);
  }

  async getDelivery(id: string): Promise<DeliveryDetail> {
    const answer = await this.request('GET', `/api/v1/deliveries/${id}`);
    return deliveryDetailSchema.parse(expectStatus(200, answer).body);
  }

  /** The tenant's deliveries that match the query; at most 200. */
  async listDeliveries(query: Record<string, string> = {}): Promise<DeliveryAnswer[]> {
    const search = new URLSearchParams({ limit: '200', ...query });
    const answer = await this.request('GET', `/api/v1/deliveries?${search.toString()}`);
    return deliveryListSchema.parse(expectStatus(200, answer).body).data;
  }

  /** Posts an event that goes to one endpoint and waits until its delivery is there. */
  async deliver(event: EventToPost = {}): Promise<DeliveryAnswer> {
    const { id } = await this.postEvent(event);
    return waitFor(`the delivery of ${id}`, async () => (await this.listDeliveries({ eventId: id }))[0]);
  }

  /**
   * Waits until a delivery is as asked.
   * @param wanted a status, or a condition
   */
  async waitForDelivery(
    id: string,
    wanted: DeliveryStatus | ((delivery: DeliveryDetail) => boolean),
    options?: WaitForOptions,
  ): Promise<DeliveryDetail> {
    let last: DeliveryDetail | undefined;
    const isSo = typeof wanted === 'string' ? ({ status }: DeliveryDetail) => status === wanted : wanted;
    try {
      return await waitFor(
        `delivery ${id} to be ${typeof wanted === 'string' ? wanted : 'as asked'}`,
        async () => {
          last = await this.getDelivery(id);
          return isSo(last) && last;
        },
        options,
      );
    } catch (error) {
      throw new Error(`${String(error)}; it was ${last?.status}: ${last?.explanation}`, { cause: error });
    }
  }

  /** Waits until so many attempts are recorded and none is in flight. */
  async waitForAttempts(id: string, count: number, options?: WaitForOptions): Promise<DeliveryDetail> {
    return this.waitForDelivery(
      id,
      ({ attemptCount, status }) => attemptCount >= count && status !== 'delivering',
      options,
    );
  }

  /** Gives a command; the answer may be anything. */
  command(id: string, kind: ApiCommand, body?: unknown): Promise<ApiResponse> {
    return this.request('POST', `/api/v1/deliveries/${id}/${kind}`, body === undefined ? {} : { body });
  }

  /** Gives a command that must be taken; returns the delivery as the answer has it. */
  async give(id: string, kind: ApiCommand, body?: unknown): Promise<DeliveryDetail> {
    return deliveryDetailSchema.parse(expectStatus(202, await this.command(id, kind, body)).body);
  }

  async getEndpoint(id: string): Promise<Endpoint> {
    return endpointSchema.parse(expectStatus(200, await this.request('GET', `/api/v1/webhooks/${id}`)).body);
  }

  /** Pauses an endpoint; returns it as the answer has it. */
  pause(endpointId: string): Promise<Endpoint> {
    return this.onEndpoint(endpointId, 'pause');
  }

  /** Resumes an endpoint, by default at the default rate. */
  resume(endpointId: string, body?: { ratePerSecond?: number; discardBefore?: string }): Promise<Endpoint> {
    return this.onEndpoint(endpointId, 'resume', body);
  }

  /** Does something to an endpoint that must be accepted. */
  async onEndpoint(id: string, action: 'pause' | 'resume' | 'enable' | 'disable', body?: unknown): Promise<Endpoint> {
    const path = `/api/v1/webhooks/${id}/${action}`;
    const answer = await this.request('POST', path, body === undefined ? {} : { body });
    return endpointSchema.parse(expectStatus(200, answer).body);
  }
}

function expectStatus(status: number, answer: ApiResponse): ApiResponse {
  if (answer.status !== status)
    throw new Error(`the API answered ${answer.status} instead of ${status}: ${answer.text}`);
  return answer;
}
