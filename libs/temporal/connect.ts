import { toClientOptions, type ClientConfigTLS } from '@temporalio/envconfig';
import { NativeConnection } from '@temporalio/worker';

/** Where Temporal is and how to speak to it. */
export interface TemporalOptions {
  /** host:port */
  address: string;
  namespace: string;
  apiKey?: string;
  /** Default: TLS where an API key is given, else none. */
  tls?: ClientConfigTLS;
}

/**
 * Connects to Temporal. Client and Workers share the connection, which is what makes eager starts possible.
 * @throws Error when Temporal does not answer
 */
export async function connectTemporal(options: TemporalOptions): Promise<NativeConnection> {
  return NativeConnection.connect(toClientOptions(options).connectionOptions);
}
