import type { Algorithm, KeyEncoding, Profile, SignatureEncoding, TimestampFormat } from '../profile.js';
import { headerThatCarries } from '../received.js';
import { HEADER_PLACEHOLDERS, SIGNED_PLACEHOLDERS } from '../template.js';

/** A piece of what is signed. */
export type SignedPart =
  | { kind: 'text'; text: string }
  /** The value of this header. */
  | { kind: 'header'; name: string }
  | { kind: 'timestamp' }
  | { kind: 'body' };

/** What a receiver of a profile has to do, in the order in which it does it. */
export interface SnippetPlan {
  /** Shown in the snippet's first line. */
  profile: string;
  /** Lower case, like all names of headers here. */
  signatureHeader: string;
  /** Null where the header carries one signature. */
  separator: string | null;
  /** Text in front of each signature; null for none. */
  prefix: { text: string; isRequired: boolean } | null;
  /** Null where the request carries no time, or nothing says how old it may be. */
  timestamp: {
    /** The header that carries it; null: an item of the signature header that begins with `itemPrefix`. */
    header: string | null;
    itemPrefix: string;
    format: TimestampFormat;
    toleranceSeconds: number;
  } | null;
  keyEncoding: KeyEncoding;
  algorithm: Algorithm;
  encoding: SignatureEncoding;
  /** In their order. */
  signed: SignedPart[];
}

/**
 * What a receiver of a profile has to do.
 * @returns null for profiles that sign with ed25519
 */
export function snippetPlan(profile: Profile): SnippetPlan | null {
  if (profile.secret.asymmetric) return null;
  const { header, separator, prefix, otherPrefixes, timestampPrefix, algorithm, encoding } = profile.signature;
  const prefixes = [prefix, ...otherPrefixes];
  const written = prefixes.find((text) => text !== '');
  const timestampHeader = headerThatCarries(profile, 'timestamp');
  return {
    profile: profile.name,
    signatureHeader: header,
    separator,
    prefix: written === undefined ? null : { text: written, isRequired: !prefixes.includes('') },
    timestamp:
      profile.toleranceSeconds === null
        ? null
        : {
            header: timestampHeader,
            itemPrefix: timestampPrefix ?? '',
            format: profile.timestampFormat,
            toleranceSeconds: profile.toleranceSeconds,
          },
    keyEncoding: profile.secret.encoding,
    algorithm,
    encoding,
    signed: signedParts(profile),
  };
}

function signedParts(profile: Profile): SignedPart[] {
  // Every second piece is the name of a placeholder.
  const pieces = profile.signature.signedContent.split(/\{\{([A-Za-z]+)\}\}/);
  return pieces.flatMap((piece, index): SignedPart[] => {
    if (index % 2 === 0) return piece === '' ? [] : [{ kind: 'text', text: piece }];
    const name = SIGNED_PLACEHOLDERS.find((known) => known === piece);
    if (name === 'body' || name === 'timestamp') return [{ kind: name }];
    const value = HEADER_PLACEHOLDERS.find((known) => known === piece);
    const carrier = value === undefined ? null : headerThatCarries(profile, value);
    return carrier === null ? [{ kind: 'text', text: `{{${piece}}}` }] : [{ kind: 'header', name: carrier }];
  });
}
