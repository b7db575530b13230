// The certificate library keeps its parts in a container that reads decorator metadata.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** Certificate (with its chain) and private key in PEM, as `node:tls` takes them. */
export interface TlsIdentity {
  cert: string;
  key: string;
}

/**
 * What is wrong with a leaf, if anything: `good` is valid for the hosts asked for, `expired` ended yesterday,
 * `wrong-host` is for another host, `self-signed` comes from no authority.
 */
export type LeafKind = 'good' | 'expired' | 'wrong-host' | 'self-signed';

/** A certificate authority made for one test run. */
export interface TestCa {
  /** Its certificate in PEM: give it to the client as an extra trust anchor. */
  certPem: string;
  /**
   * Makes a leaf.
   *
   * @param kind see {@link LeafKind}. @default 'good'
   * @param hosts DNS names and IPv4 addresses it is for. @default ['localhost', '127.0.0.1']
   */
  issue(kind?: LeafKind, hosts?: string[]): Promise<TlsIdentity>;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 86_400_000;

/** Makes a certificate authority with a fresh key. */
export async function createTestCa(): Promise<TestCa> {
  x509.cryptoProvider.set(webcrypto);
  const keys = await generateKeys();
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Everhook test authority',
    serialNumber: serialNumber(),
    ...validity(-1, 30),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  });
  const certPem = authority.toString('pem');
  return {
    certPem,
    issue: async (kind = 'good', hosts = ['localhost', '127.0.0.1']) => {
      if (kind === 'self-signed') return selfSigned(hosts);
      const leafKeys = await generateKeys();
      const leaf = await x509.X509CertificateGenerator.create({
        subject: 'CN=Everhook test receiver',
        issuer: authority.subject,
        serialNumber: serialNumber(),
        ...(kind === 'expired' ? validity(-10, -1) : validity(-1, 30)),
        signingAlgorithm: ALGORITHM,
        publicKey: leafKeys.publicKey,
        signingKey: keys.privateKey,
        extensions: leafExtensions(kind === 'wrong-host' ? ['other.example'] : hosts),
      });
      return { cert: `${leaf.toString('pem')}\n${certPem}`, key: await privateKeyPem(leafKeys) };
    },
  };
}

async function selfSigned(hosts: string[]): Promise<TlsIdentity> {
  const keys = await generateKeys();
  const leaf = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Everhook test receiver',
    serialNumber: serialNumber(),
    ...validity(-1, 30),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: leafExtensions(hosts),
  });
  return { cert: leaf.toString('pem'), key: await privateKeyPem(keys) };
}

function leafExtensions(hosts: string[]): x509.Extension[] {
  return [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.SubjectAlternativeNameExtension(
      hosts.map((host) => ({ type: /^[\d.]+$/.test(host) ? 'ip' : 'dns', value: host })),
    ),
  ];
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

async function privateKeyPem(keys: webcrypto.CryptoKeyPair): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
}

function serialNumber(): string {
  // The first bit stays clear: a serial number is a positive integer (RFC 5280, 4.1.2.2).
  const bytes = webcrypto.getRandomValues(new Uint8Array(8));
  return `01${Buffer.from(bytes).toString('hex')}`;
}

function validity(fromDays: number, toDays: number): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now + fromDays * DAY_MS), notAfter: new Date(now + toDays * DAY_MS) };
}
