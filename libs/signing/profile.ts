import type { ProfileName } from '#libs/contracts';

/** Digests that a signature can be made with. */
export const ALGORITHMS = ['sha256', 'sha512', 'sha1'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/** How the digest's bytes are written. */
export const SIGNATURE_ENCODINGS = ['hex', 'base64'] as const;
export type SignatureEncoding = (typeof SIGNATURE_ENCODINGS)[number];

/**
 * How the HMAC key's bytes come out of the secret's text: its UTF-8 bytes, base64- or hex-decoded, or base64-decoded
 * after the prefix `whsec_`.
 */
export const KEY_ENCODINGS = ['utf8', 'base64', 'hex', 'whsec'] as const;
export type KeyEncoding = (typeof KEY_ENCODINGS)[number];

/** How the attempt's time is written: whole seconds or milliseconds since 1970, or RFC 3339 with milliseconds. */
export const TIMESTAMP_FORMATS = ['unix', 'unix-ms', 'rfc3339'] as const;
export type TimestampFormat = (typeof TIMESTAMP_FORMATS)[number];

/** How the signature is made and where it stands. */
export interface SignatureForm {
  /** Name of the header that carries it, lower case. */
  header: string;
  /** Digest of the HMAC. */
  algorithm: Algorithm;
  /** How the digest is written. */
  encoding: SignatureEncoding;
  /** Text in front of each signature, such as `v1,` or `sha256=`; empty for none. */
  prefix: string;
  /** Prefixes that the programme's receivers accept beside {@link prefix}. */
  otherPrefixes: readonly string[];
  /** What stands between the items of the header; null where the header has room for one signature only. */
  separator: string | null;
  /** Prefix of the header's first item, which carries the timestamp; null where the timestamp is not in this header. */
  timestampPrefix: string | null;
  /** Prefix of an ed25519 signature; null where the profile has none. */
  asymmetricPrefix: string | null;
  /** Template of the content that is signed. */
  signedContent: string;
}

/** What a secret of the profile looks like. */
export interface SecretForm {
  /** How the HMAC key comes out of the text. */
  encoding: KeyEncoding;
  /** True where new secrets are ed25519 keys (`whsk_`) instead of HMAC keys. */
  asymmetric: boolean;
  /** Fewest bytes of the key that a user may give. */
  minimumBytes: number;
  /** Most bytes of the key that a user may give. */
  maximumBytes: number;
  /** Text in front of a generated `utf8` secret; it is part of the key. */
  generatedPrefix: string;
}

/** A profile as data; the one renderer and the one verifier read nothing else. */
export interface Profile {
  name: ProfileName;
  /** Rises when the bytes that the profile makes change; deliveries keep the version of their fan-out. */
  version: number;
  /** The profile in words, for people who choose one. */
  title: string;
  /** Template of the body. */
  body: string;
  /** True where the body is brought into the form of `JSON.stringify(JSON.parse(body))`. */
  canonicalJson: boolean;
  /** Templates of the headers beside the signature; names in lower case. */
  headers: Readonly<Record<string, string>>;
  signature: SignatureForm;
  secret: SecretForm;
  /** True where one request can carry signatures of several secrets. */
  multiSignature: boolean;
  /** True where the request carries the attempt's time, so that receivers can refuse an old one. */
  hasTimestamp: boolean;
  timestampFormat: TimestampFormat;
  /** How far the attempt's time may lie from the receiver's clock, in seconds, both ways; null without a timestamp. */
  toleranceSeconds: number | null;
  /** Total time-out of an attempt in milliseconds where the endpoint names none. */
  defaultTimeoutMs: number;
}
