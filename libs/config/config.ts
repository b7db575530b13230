import type { LogLevel } from './environment-schema.js';

/** Where a certificate or key comes from: a file, or the PEM text itself. */
export type PemSource = { readonly path: string } | { readonly data: string };

/**
 * TLS towards Temporal, in the shape of `ClientConfigTLS` of `@temporalio/envconfig`: hand it to `toClientOptions`
 * together with address, namespace and API key.
 */
export interface TemporalTlsConfig {
  /** True only where `TEMPORAL_TLS=false` switches TLS off, also for an API key. */
  disabled?: boolean;
  serverName?: string;
  clientCert?: PemSource;
  clientKey?: PemSource;
  serverCACert?: PemSource;
}

/** Everything that the environment decides, parsed and with defaults filled in. See docs/configuration.md. */
export interface Config {
  readonly http: {
    readonly host: string;
    /** The API's port; 0 takes a free one. */
    readonly port: number;
    /** The worker's port for health and metrics; 0 takes a free one. */
    readonly healthPort: number;
  };
  readonly database: {
    readonly url?: string;
    /**
     * Where LISTEN works: `DATABASE_DIRECT_URL`, else `url`; absent where that variable says `none` or no database is
     * configured.
     */
    readonly directUrl?: string;
    readonly poolSize: number;
    /** Whole months that are older than so many days are dropped; absent where everything is kept. */
    readonly retentionDays?: number;
  };
  readonly temporal: {
    /** host:port */
    readonly address?: string;
    readonly namespace: string;
    readonly apiKey?: string;
    readonly tls?: TemporalTlsConfig;
    /** Without a trailing slash. */
    readonly uiUrl?: string;
    readonly taskQueuePrefix: string;
    readonly workflowStackTraces: boolean;
    readonly cliPath?: string;
  };
  /** Absolute path. */
  readonly dataDir: string;
  readonly adminKey?: string;
  /** 32 bytes. */
  readonly encryptionKey?: Buffer;
  /** 32 bytes each. */
  readonly encryptionOldKeys: readonly Buffer[];
  readonly egress: {
    readonly allowHttp: boolean;
    /** CIDRs, IPv4 and IPv6, opened beyond public addresses. */
    readonly allowedNetworks: readonly string[];
    /** Path of a PEM file; whether it can be read is seen when the egress client is made. */
    readonly extraCaFile?: string;
  };
  /** How alert mails are sent; absent where they are not. */
  readonly mail?: {
    /** `smtp:` or `smtps:`, mostly with a password. */
    readonly smtpUrl: string;
    /** `someone@example.com` or `Name <someone@example.com>`. */
    readonly from: string;
  };
  readonly limits: {
    /** The largest event in bytes. */
    readonly eventBytes: number;
    /** Attempts of one endpoint in flight per worker. */
    readonly endpointConcurrency: number;
    /** First attempts of one endpoint made as local activities at once, per worker. */
    readonly localAttemptsPerEndpoint: number;
  };
  /** How failures of an endpoint are answered. */
  readonly gatePolicy: {
    readonly breakerFailures: number;
    readonly breakerCoolDownMs: number;
    readonly disableAfterMs: number;
    readonly disableAfterFailures: number;
  };
  readonly relay: {
    /** Outbox rows per transaction. */
    readonly batchSize: number;
    readonly pollMs: number;
    /** First attempts of the durable lane in flight per worker. */
    readonly room: number;
    /** Deliveries in the hands of the express lane per worker. */
    readonly expressRoom: number;
  };
  readonly reconciler: {
    readonly intervalMs: number;
    /** How long past its due time a delivery counts as overdue. */
    readonly overdueMs: number;
  };
  readonly shutdownTimeoutMs: number;
  readonly log: { readonly level: LogLevel; readonly pretty: boolean };
}
