import type { CustomOptions } from './custom-options.js';
import type { ProfileName } from '#libs/contracts';
import type { Profile } from './profile.js';
import { PROFILE_OPTION_SCHEMAS, type ProfileOptions } from './profile-options.js';
import { PROFILES } from './profiles.js';
import { RenderError } from './render-error.js';
import { onlyPlaceholder } from './template.js';

/** The only version of `custom` so far: how its options are read. */
const CUSTOM_VERSION = 1;

/**
 * The version that new deliveries of a profile get.
 *
 * @returns a whole number from 1
 */
export function profileVersion(profile: ProfileName): number {
  return profile === 'custom' ? CUSTOM_VERSION : PROFILES[profile].version;
}

/**
 * A profile with its options applied.
 *
 * @param options plain JSON, as given or as stored; undefined means the defaults
 * @param version the version that a delivery was made with. Default: the present one
 * @throws RenderError when the options are not valid for the profile or the version is not known
 */
export function resolveProfile(name: ProfileName, options?: ProfileOptions, version = profileVersion(name)): Profile {
  if (version !== profileVersion(name)) throw new RenderError(`profile ${name} has no version ${version}`);
  switch (name) {
    case 'custom':
      return customProfile(parsed(name, PROFILE_OPTION_SCHEMAS.custom.safeParse(options ?? {})));
    case 'standard-webhooks': {
      if (options === undefined) return PROFILES[name];
      const { signatureVersion } = parsed(name, PROFILE_OPTION_SCHEMAS[name].safeParse(options));
      const profile = PROFILES[name];
      return { ...profile, secret: { ...profile.secret, asymmetric: signatureVersion === 'v1a' } };
    }
    case 'urtentic': {
      if (options === undefined) return PROFILES[name];
      const { signaturePrefix } = parsed(name, PROFILE_OPTION_SCHEMAS[name].safeParse(options));
      const profile = PROFILES[name];
      if (!signaturePrefix) return profile;
      return { ...profile, signature: { ...profile.signature, prefix: 'sha256=', otherPrefixes: [''] } };
    }
    default:
      if (options !== undefined) parsed(name, PROFILE_OPTION_SCHEMAS[name].safeParse(options));
      return PROFILES[name];
  }
}

/**
 * Names of the headers that a profile sets itself, in lower case; an endpoint's own headers may not name them.
 *
 * @throws RenderError when the options are not valid for the profile
 */
export function profileHeaderNames(profile: ProfileName, options?: ProfileOptions): string[] {
  const { headers, signature } = resolveProfile(profile, options);
  return [...Object.keys(headers), signature.header];
}

interface ParseFailure {
  success: false;
  error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] };
}

function parsed<Output>(name: ProfileName, result: { success: true; data: Output } | ParseFailure): Output {
  if (result.success) return result.data;
  const issues = result.error.issues.map(
    ({ path, message }) => `${path.map(String).join('.') || 'options'}: ${message}`,
  );
  throw new RenderError(`the options do not fit profile ${name}: ${issues.join('; ')}`);
}

function customProfile(options: CustomOptions): Profile {
  const hasTimestamp = Object.values(options.headers).includes(onlyPlaceholder('timestamp'));
  return {
    name: 'custom',
    version: CUSTOM_VERSION,
    title: "The tenant's own form",
    body: options.body,
    canonicalJson: options.canonicalJson,
    headers: options.headers,
    signature: {
      header: options.signatureHeader,
      algorithm: options.algorithm,
      encoding: options.encoding,
      prefix: options.signaturePrefix,
      otherPrefixes: [],
      separator: options.signatureSeparator ?? null,
      timestampPrefix: null,
      asymmetricPrefix: null,
      signedContent: options.signedContent,
    },
    secret: {
      ...PROFILES.quickstart.secret,
      encoding: options.keyEncoding,
    },
    multiSignature: options.signatureSeparator !== undefined,
    hasTimestamp,
    timestampFormat: options.timestampFormat,
    toleranceSeconds: hasTimestamp ? options.toleranceSeconds : null,
    defaultTimeoutMs: PROFILES.quickstart.defaultTimeoutMs,
  };
}
