import type { EndpointChange, NewEndpoint, RetryPolicy } from '../../api/endpoint.js';
import type { Endpoint } from '../../api/endpoints.js';

/** An endpoint while it is being written down. Texts are as they were typed. */
export interface EndpointDraft {
  url: string;
  description: string;
  events: readonly string[];
  /** Null: the tenant's. */
  profile: Endpoint['profile'] | null;
  /** JSON; empty: the profile's defaults. */
  profileOptions: string;
  /** Empty: a secret is made. */
  secret: string;
  /** Null: the tenant's. */
  retryPolicy: RetryPolicy | null;
  /** Policies for some event types, by pattern. */
  retryPolicyByEvent: readonly (readonly [pattern: string, policy: RetryPolicy])[];
  /** Null: the profile's. */
  timeoutSeconds: number | null;
  /** Null: no limit. */
  rateLimitPerSecond: number | null;
  ordered: boolean;
  orderingPolicy: Endpoint['orderingPolicy'];
  /** Null: the tenant's. */
  lane: Endpoint['lane'] | null;
  headers: readonly (readonly [name: string, value: string])[];
  ipAllowList: readonly string[];
  channels: readonly string[];
  /** Empty: any. */
  maximumAge: string;
  /** A JSON object; empty: none. */
  metadata: string;
}

/** What the form begins with for a new endpoint. */
export const EMPTY_DRAFT: EndpointDraft = {
  url: '',
  description: '',
  events: [],
  profile: null,
  profileOptions: '',
  secret: '',
  retryPolicy: null,
  retryPolicyByEvent: [],
  timeoutSeconds: null,
  rateLimitPerSecond: null,
  ordered: false,
  orderingPolicy: 'block',
  lane: null,
  headers: [],
  ipAllowList: [],
  channels: [],
  maximumAge: '',
  metadata: '',
};

/** What the form begins with for an endpoint that is there. */
export function draftOf(endpoint: Endpoint): EndpointDraft {
  return {
    url: endpoint.url,
    description: endpoint.description,
    events: endpoint.events,
    profile: endpoint.profile,
    profileOptions: objectText(endpoint.profileOptions),
    secret: '',
    retryPolicy: endpoint.retryPolicyFrom === 'endpoint' ? endpoint.retryPolicy : null,
    retryPolicyByEvent: Object.entries(endpoint.retryPolicyByEvent ?? {}),
    timeoutSeconds: endpoint.timeoutMs / 1000,
    rateLimitPerSecond: endpoint.rateLimitPerSecond,
    ordered: endpoint.ordered,
    orderingPolicy: endpoint.orderingPolicy,
    lane: endpoint.lane,
    headers: Object.entries(endpoint.headers),
    ipAllowList: endpoint.ipAllowList ?? [],
    channels: endpoint.channels ?? [],
    maximumAge: endpoint.maximumAge ?? '',
    metadata: objectText(endpoint.metadata),
  };
}

/** The request that makes an endpoint of a draft: what has its default is left out. */
export function newEndpoint(draft: EndpointDraft): NewEndpoint {
  return {
    url: draft.url.trim(),
    events: [...draft.events],
    ...(draft.description === '' ? {} : { description: draft.description }),
    ...(draft.profile === null ? {} : { profile: draft.profile }),
    ...(draft.profileOptions.trim() === '' ? {} : { profileOptions: objectOf(draft.profileOptions) }),
    ...(draft.secret === '' ? {} : { secret: draft.secret }),
    ...(draft.retryPolicy === null ? {} : { retryPolicy: draft.retryPolicy }),
    ...(draft.retryPolicyByEvent.length === 0 ? {} : { retryPolicyByEvent: policiesOf(draft) }),
    ...(draft.timeoutSeconds === null ? {} : { timeoutMs: Math.round(draft.timeoutSeconds * 1000) }),
    ...(draft.rateLimitPerSecond === null ? {} : { rateLimitPerSecond: draft.rateLimitPerSecond }),
    ...(draft.ordered ? { ordered: true, orderingPolicy: draft.orderingPolicy } : {}),
    ...(draft.lane === null ? {} : { lane: draft.lane }),
    ...(draft.headers.length === 0 ? {} : { headers: headersOf(draft) }),
    ...(draft.ipAllowList.length === 0 ? {} : { ipAllowList: [...draft.ipAllowList] }),
    ...(draft.channels.length === 0 ? {} : { channels: [...draft.channels] }),
    ...(draft.maximumAge === '' ? {} : { maximumAge: draft.maximumAge }),
    ...(draft.metadata.trim() === '' ? {} : { metadata: objectOf(draft.metadata) }),
  };
}

/** The request that makes an endpoint what a draft says: only what differs, so that nothing else is touched. */
export function endpointChange(endpoint: Endpoint, draft: EndpointDraft): EndpointChange {
  const before = draftOf(endpoint);
  const differs = (name: keyof EndpointDraft): boolean => JSON.stringify(draft[name]) !== JSON.stringify(before[name]);
  const isOtherProfile = draft.profile !== null && differs('profile');
  return {
    ...(differs('url') ? { url: draft.url.trim() } : {}),
    ...(differs('description') ? { description: draft.description } : {}),
    ...(differs('events') ? { events: [...draft.events] } : {}),
    ...(isOtherProfile && draft.profile !== null ? { profile: draft.profile } : {}),
    ...(isOtherProfile && draft.secret !== '' ? { secret: draft.secret } : {}),
    ...(differs('profileOptions') ? { profileOptions: objectOf(draft.profileOptions) } : {}),
    ...(differs('retryPolicy') ? { retryPolicy: draft.retryPolicy } : {}),
    ...(differs('retryPolicyByEvent')
      ? { retryPolicyByEvent: draft.retryPolicyByEvent.length === 0 ? null : policiesOf(draft) }
      : {}),
    ...(differs('timeoutSeconds') && draft.timeoutSeconds !== null
      ? { timeoutMs: Math.round(draft.timeoutSeconds * 1000) }
      : {}),
    ...(differs('rateLimitPerSecond') ? { rateLimitPerSecond: draft.rateLimitPerSecond } : {}),
    ...(differs('ordered') ? { ordered: draft.ordered } : {}),
    ...(differs('orderingPolicy') ? { orderingPolicy: draft.orderingPolicy } : {}),
    ...(differs('lane') ? { lane: draft.lane } : {}),
    ...(differs('headers') ? { headers: draft.headers.length === 0 ? null : headersOf(draft) } : {}),
    ...(differs('ipAllowList') ? { ipAllowList: orNull(draft.ipAllowList) } : {}),
    ...(differs('channels') ? { channels: orNull(draft.channels) } : {}),
    ...(differs('maximumAge') ? { maximumAge: draft.maximumAge === '' ? null : draft.maximumAge } : {}),
    ...(differs('metadata') ? { metadata: objectOf(draft.metadata) } : {}),
  };
}

function objectText(object: object | null): string {
  return object === null ? '' : JSON.stringify(object, null, 2);
}

/** @throws SyntaxError when the text is not JSON: the form does not let it through */
function objectOf(text: string): NewEndpoint['profileOptions'] & NewEndpoint['metadata'] {
  const parsed: unknown = text.trim() === '' ? null : JSON.parse(text);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the API checks it and says what is wrong
  return parsed as NewEndpoint['profileOptions'] & NewEndpoint['metadata'];
}

function policiesOf({ retryPolicyByEvent }: EndpointDraft): Record<string, RetryPolicy> {
  return Object.fromEntries(
    retryPolicyByEvent
      .filter(([pattern]) => pattern.trim() !== '')
      .map(([pattern, policy]) => [pattern.trim(), policy]),
  );
}

function headersOf({ headers }: EndpointDraft): Record<string, string> {
  return Object.fromEntries(
    headers.filter(([name]) => name.trim() !== '').map(([name, value]) => [name.trim(), value]),
  );
}

function orNull(list: readonly string[]): string[] | null {
  return list.length === 0 ? null : [...list];
}
