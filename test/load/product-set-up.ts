import type { BenchStack } from './bench-stack.js';

/** What the load needs of the product. */
export interface ProductSetUp {
  /** A publisher's key. */
  key: string;
  /** One for each endpoint. */
  eventTypes: string[];
}

/** Makes a tenant with a publisher's key, and endpoints of which each listens to one event type, through the API. */
export async function setUpProduct(stack: BenchStack, endpoints: number): Promise<ProductSetUp> {
  const post = async (path: string, body: unknown, ofTenant = false): Promise<Record<string, unknown>> => {
    const response = await fetch(`${stack.apiUrl}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${stack.adminKey}`,
        'content-type': 'application/json',
        ...(ofTenant ? { 'x-tenant-id': 'bench' } : {}),
      },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`the API answered ${response.status} to POST ${path}: ${text}`);
    return JSON.parse(text) as Record<string, unknown>;
  };
  await post('/api/v1/tenants', { id: 'bench', name: 'Benchmark' });
  const { key } = await post('/api/v1/tenants/bench/keys', { role: 'publisher' });
  const eventTypes = Array.from({ length: endpoints }, (_, index) => `order.created${index}`);
  for (const [index, type] of eventTypes.entries()) {
    await post('/api/v1/webhooks', { url: `${stack.receiverUrl}/endpoint-${index}`, events: [type] }, true);
  }
  return { key: String(key), eventTypes };
}
