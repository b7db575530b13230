import type { Lane } from '#libs/contracts';
import type { Behaviour } from '../stack/receiver-program.js';
import { order } from './payload.js';

/** An endpoint to be made. */
export interface BenchEndpoint {
  /** Unique in the tenant; its URL at the receiver ends in it. */
  name: string;
  /** @default 'ok' */
  behaviour?: Behaviour;
  /** The one event type that it listens to. */
  type: string;
  /** More fields of `POST /api/v1/webhooks`. */
  settings?: Record<string, unknown>;
}

/** Where a tenant is made, and by whom. */
export interface BenchApi {
  apiUrl: string;
  receiverUrl: string;
  adminKey: string;
}

/** Bodies are made beforehand; so many different ones of each type. */
const BODIES_PER_TYPE = 16;

/** A tenant of one scenario, with its endpoints and what can be posted to them. */
export class BenchTenant {
  private readonly idByName = new Map<string, string>();
  private readonly namesByType = new Map<string, string[]>();

  private constructor(
    private readonly api: BenchApi,
    readonly id: string,
    /** A publisher's key. */
    readonly key: string,
  ) {}

  /** Makes it through the API, with a publisher's key. */
  static async create(
    api: BenchApi,
    id: string,
    lane: Lane,
    endpoints: readonly BenchEndpoint[],
  ): Promise<BenchTenant> {
    expectOk(await post(api, '/api/v1/tenants', { id, name: `Benchmark ${id}`, lane }));
    const { key } = await made(api, `/api/v1/tenants/${id}/keys`, { role: 'publisher' });
    const tenant = new BenchTenant(api, id, String(key));
    for (const endpoint of endpoints) await tenant.addEndpoint(endpoint);
    return tenant;
  }

  /** Types of which an event goes to at least one endpoint. */
  get types(): string[] {
    return [...this.namesByType.keys()];
  }

  /** Names of the endpoints that an event of the type goes to. */
  endpointsOf(type: string): readonly string[] {
    return this.namesByType.get(type) ?? [];
  }

  /** Does `POST /api/v1/webhooks/{id}/<action>` to an endpoint. */
  async act(endpoint: string, action: string, body: unknown): Promise<void> {
    const path = `/api/v1/webhooks/${this.idByName.get(endpoint) ?? ''}/${action}`;
    expectOk(await post(this.api, path, body, this.id));
  }

  private async addEndpoint({ name, behaviour = 'ok', type, settings }: BenchEndpoint): Promise<void> {
    const url = `${this.api.receiverUrl}/${behaviour}/${name}`;
    const { id } = await made(this.api, '/api/v1/webhooks', { url, events: [type], ...settings }, this.id);
    this.idByName.set(name, String(id));
    this.namesByType.set(type, [...this.endpointsOf(type), name]);
  }
}

/** Requests' bodies of one event of the type each. */
export function bodiesOf(type: string): Buffer[] {
  return Array.from({ length: BODIES_PER_TYPE }, (_, number) =>
    Buffer.from(JSON.stringify({ type, data: order(number) })),
  );
}

interface Answer {
  what: string;
  status: number;
  text: string;
}

async function post({ apiUrl, adminKey }: BenchApi, path: string, body: unknown, tenantId?: string): Promise<Answer> {
  const response = await fetch(`${apiUrl}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${adminKey}`,
      'content-type': 'application/json',
      ...(tenantId === undefined ? {} : { 'x-tenant-id': tenantId }),
    },
    body: JSON.stringify(body),
  });
  return { what: `POST ${path}`, status: response.status, text: await response.text() };
}

function expectOk({ what, status, text }: Answer): void {
  if (status >= 300) throw new Error(`the API answered ${status} to ${what}: ${text}`);
}

async function made(api: BenchApi, path: string, body: unknown, tenantId?: string): Promise<Record<string, unknown>> {
  const answer = await post(api, path, body, tenantId);
  expectOk(answer);
  return JSON.parse(answer.text) as Record<string, unknown>;
}
