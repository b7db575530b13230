import type { ProfileName } from '#libs/contracts';
import type { Profile, SecretForm, SignatureForm } from './profile.js';

/** What receivers of the four timestamped programmes allow, and the default of the official libraries. */
const TOLERANCE_SECONDS = 300;
const DEFAULT_TIMEOUT_MS = 15_000;

/** Hex HMAC-SHA256 of the body, one signature. */
const HEX_OF_BODY: Omit<SignatureForm, 'header'> = {
  algorithm: 'sha256',
  encoding: 'hex',
  prefix: '',
  otherPrefixes: [],
  separator: null,
  timestampPrefix: null,
  asymmetricPrefix: null,
  signedContent: '{{body}}',
};

/** The secret's text is the key. Eight bytes refuse what can only be a mistake; generated ones have 32 random bytes. */
const UTF8_SECRET: SecretForm = {
  encoding: 'utf8',
  asymmetric: false,
  minimumBytes: 8,
  maximumBytes: 256,
  generatedPrefix: '',
};

/** Standard Webhooks 1.0.0, "Signature scheme": at least 24 bytes, at most 64, base64 after `whsec_`. */
const WHSEC_SECRET: SecretForm = {
  encoding: 'whsec',
  asymmetric: false,
  minimumBytes: 24,
  maximumBytes: 64,
  generatedPrefix: '',
};

/** Standard Webhooks 1.0.0: `id.timestamp.body`, items `v1,` + base64, separated by spaces. */
const STANDARD_SIGNATURE: SignatureForm = {
  header: 'webhook-signature',
  algorithm: 'sha256',
  encoding: 'base64',
  prefix: 'v1,',
  otherPrefixes: [],
  separator: ' ',
  timestampPrefix: null,
  asymmetricPrefix: 'v1a,',
  signedContent: '{{eventId}}.{{timestamp}}.{{body}}',
};

const COMMON = {
  version: 1,
  canonicalJson: false,
  multiSignature: false,
  hasTimestamp: false,
  timestampFormat: 'unix',
  toleranceSeconds: null,
  defaultTimeoutMs: DEFAULT_TIMEOUT_MS,
} as const;

/** A profile whose values are all known; `custom` gets its own from the tenant's options. */
export type BuiltInProfileName = Exclude<ProfileName, 'custom'>;

/**
 * Every built-in profile, without options. A change of what a profile sends needs a new version that stands beside the
 * old one, because deliveries in flight keep the version of their fan-out.
 */
export const PROFILES: { readonly [Name in BuiltInProfileName]: Profile } = {
  'standard-webhooks': {
    ...COMMON,
    name: 'standard-webhooks',
    title: 'Standard Webhooks 1.0.0: type, timestamp and data; HMAC or ed25519 over id, timestamp and body',
    body: '{"type":{{eventType}},"timestamp":{{created}},"data":{{data}}}',
    headers: { 'webhook-id': '{{eventId}}', 'webhook-timestamp': '{{timestamp}}' },
    signature: STANDARD_SIGNATURE,
    secret: WHSEC_SECRET,
    multiSignature: true,
    hasTimestamp: true,
    toleranceSeconds: TOLERANCE_SECONDS,
  },
  urtentic: {
    ...COMMON,
    name: 'urtentic',
    title: 'Identity verification: eventName beside the fields of the event, HMAC of the body with a base64 secret',
    body: '{"eventName":{{eventType}}{{dataMembers}}}',
    headers: { 'x-urtentic-timestamp': '{{timestamp}}', 'x-urtentic-delivery-id': '{{deliveryId}}' },
    // The programme's receivers accept the signature with and without the prefix; the option chooses what is sent.
    signature: { ...HEX_OF_BODY, header: 'x-urtentic-signature', otherPrefixes: ['sha256='] },
    secret: { ...UTF8_SECRET, encoding: 'base64' },
    hasTimestamp: true,
    toleranceSeconds: TOLERANCE_SECONDS,
  },
  quickstart: {
    ...COMMON,
    name: 'quickstart',
    title: 'Tenant quickstart: the data as posted, ids in headers, HMAC of the body',
    body: '{{data}}',
    headers: {
      'x-webhook-delivery-id': '{{deliveryId}}',
      'x-webhook-event-id': '{{eventId}}',
      'x-webhook-event-type': '{{eventType}}',
    },
    signature: { ...HEX_OF_BODY, header: 'x-webhook-signature' },
    secret: UTF8_SECRET,
  },
  ultrareach: {
    ...COMMON,
    name: 'ultrareach',
    title: 'Lead events: id, type, created, data and version; HMAC over timestamp and body',
    body: '{"id":{{eventId}},"type":{{eventType}},"created":{{created}},"data":{{data}},"version":"2024-01-01"}',
    headers: { 'x-ultrareach-timestamp': '{{timestamp}}' },
    signature: { ...HEX_OF_BODY, header: 'x-ultrareach-signature', signedContent: '{{timestamp}}.{{body}}' },
    secret: UTF8_SECRET,
    hasTimestamp: true,
    toleranceSeconds: TOLERANCE_SECONDS,
  },
  'urban-things': {
    ...COMMON,
    name: 'urban-things',
    title: 'Tenant shop: event, tenant_id, timestamp and data in the form of JSON.stringify; HMAC of the body',
    body: '{"event":{{eventType}},"tenant_id":{{tenantId}},"timestamp":{{created}},"data":{{data}}}',
    canonicalJson: true,
    headers: { 'x-event-id': '{{eventId}}', 'x-delivery-id': '{{deliveryId}}' },
    signature: { ...HEX_OF_BODY, header: 'x-webhook-signature' },
    secret: UTF8_SECRET,
    defaultTimeoutMs: 5_000,
  },
  github: {
    ...COMMON,
    name: 'github',
    title: 'The public form of GitHub webhooks: the data as posted, X-Hub-Signature-256',
    body: '{{data}}',
    // GitHub's documentation: X-GitHub-Delivery identifies the event and is kept when it is delivered again.
    headers: { 'x-github-event': '{{eventType}}', 'x-github-delivery': '{{eventId}}' },
    signature: { ...HEX_OF_BODY, header: 'x-hub-signature-256', prefix: 'sha256=' },
    secret: UTF8_SECRET,
  },
  stripe: {
    ...COMMON,
    name: 'stripe',
    title: 'The public form of Stripe webhooks: an event object around data.object, Stripe-Signature',
    body:
      '{"id":{{eventId}},"object":"event","api_version":null,"created":{{createdUnix}},"data":{"object":{{data}}},' +
      '"livemode":true,"pending_webhooks":1,"request":{"id":null,"idempotency_key":null},"type":{{eventType}}}',
    headers: {},
    signature: {
      ...HEX_OF_BODY,
      header: 'stripe-signature',
      prefix: 'v1=',
      separator: ',',
      timestampPrefix: 't=',
      signedContent: '{{timestamp}}.{{body}}',
    },
    secret: { ...UTF8_SECRET, generatedPrefix: 'whsec_' },
    multiSignature: true,
    hasTimestamp: true,
    toleranceSeconds: TOLERANCE_SECONDS,
  },
  svix: {
    ...COMMON,
    name: 'svix',
    title: 'The public form of Svix webhooks: the data as posted, svix-id, svix-timestamp and svix-signature',
    body: '{{data}}',
    headers: { 'svix-id': '{{eventId}}', 'svix-timestamp': '{{timestamp}}' },
    signature: { ...STANDARD_SIGNATURE, header: 'svix-signature', asymmetricPrefix: null },
    secret: WHSEC_SECRET,
    multiSignature: true,
    hasTimestamp: true,
    toleranceSeconds: TOLERANCE_SECONDS,
  },
};
