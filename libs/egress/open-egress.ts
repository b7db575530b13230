import { readFile } from 'node:fs/promises';
import { EgressClient } from './egress-client.js';

/** How requests may go out, as the configuration has it. */
export interface EgressSettings {
  /** Whether `http:` URLs are called. */
  allowHttp: boolean;
  /** Address ranges opened beyond the public internet. */
  allowedNetworks: readonly string[];
  /** File with certificates in PEM that are trusted beside the usual roots. @default none */
  extraCaFile?: string | undefined;
}

/**
 * Makes the egress client of a program.
 * @param userAgent such as `Everhook/1.0.0`
 * @throws Error when the file with certificates cannot be read
 */
export async function openEgress(settings: EgressSettings, userAgent: string): Promise<EgressClient> {
  const { extraCaFile, allowHttp, allowedNetworks } = settings;
  return new EgressClient({
    allowHttp,
    allowedNetworks: [...allowedNetworks],
    userAgent,
    ...(extraCaFile === undefined ? {} : { extraCaPem: await readFile(extraCaFile, 'utf8') }),
  });
}
