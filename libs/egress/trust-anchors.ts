import { X509Certificate } from 'node:crypto';
import tls from 'node:tls';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * What every TLS connection shares: the trust anchors, built once because reading all root certificates takes tens of
 * milliseconds, and TLS 1.2 as the lowest version.
 *
 * @param extraCaPem certificates in PEM that are trusted beside the usual ones. @default none
 * @throws Error when it holds no certificate or one that cannot be read.
 */
export function createTrust(extraCaPem?: string): tls.SecureContext {
  const minVersion = 'TLSv1.2';
  if (extraCaPem === undefined) return tls.createSecureContext({ minVersion });
  const extra = extraCaPem.match(CERTIFICATE) ?? [];
  if (extra.length === 0) throw new Error('the extra CA file holds no certificate in PEM form');
  extra.forEach((pem, index) => {
    try {
      void new X509Certificate(pem);
    } catch (cause) {
      throw new Error(`certificate ${index + 1} of the extra CA file cannot be read`, { cause });
    }
  });
  return tls.createSecureContext({ minVersion, ca: [...usualRoots(), ...extra] });
}

/**
 * Naming any `ca` puts the usual roots out of force, so they are named again. Since Node 22.15 those in force can be
 * asked for, with what the environment adds; before, only the ones that come with Node.
 */
function usualRoots(): string[] {
  const inForce: unknown =
    'getCACertificates' in tls && typeof tls.getCACertificates === 'function' ? tls.getCACertificates('default') : null;
  return Array.isArray(inForce)
    ? inForce.filter((entry): entry is string => typeof entry === 'string')
    : [...tls.rootCertificates];
}
