import { type JsonObjectSlices, sliceObject } from '#libs/domain';
import { canonicalJson } from './canonical-json.js';
import type { ProfileName } from '#libs/contracts';
import type { Profile } from './profile.js';
import type { ProfileOptions } from './profile-options.js';
import { RenderError } from './render-error.js';
import { resolveProfile } from './resolve-profile.js';
import { BODY_PLACEHOLDERS, fillTemplate } from './template.js';
import { type TenantExternalId, tenantIdJson } from './tenant-external-id.js';

/** How a delivery is written. Plain JSON, fixed at fan-out and stored on the delivery. */
export interface Envelope {
  profile: ProfileName;
  /** Version of the profile, see `profileVersion`. */
  version: number;
  /** Options of the profile. Default: the profile's defaults. */
  options?: ProfileOptions;
  /** The external id of the tenant as it was given; a number appears as a number in bodies that carry it. */
  tenantExternalId: TenantExternalId;
}

/** What a request tells about its event. */
export interface SignableEvent {
  id: string;
  type: string;
  /** When the event was created: RFC 3339 in UTC with milliseconds. */
  created: string;
  /** The event's data as JSON text, exactly as it was posted. */
  data: string;
}

/**
 * The body of every attempt of a delivery: the same envelope and event always give the same bytes. The data is put in as
 * it was posted, except in a profile with `canonicalJson`.
 *
 * @throws RenderError when the data does not fit the profile, for example data that is no object in `urtentic`, or a
 *   number that would become Infinity in `urban-things`; also for options or a version that are not known
 */
export function renderBody(envelope: Envelope, event: SignableEvent): string {
  const profile = resolveProfile(envelope.profile, envelope.options, envelope.version);
  return renderProfileBody(profile, envelope.tenantExternalId, event);
}

/**
 * Why data does not fit a profile, in words for the person who posted it.
 *
 * @param data JSON text
 * @returns null when it fits
 * @throws RenderError when the options are not valid for the profile
 */
export function dataProblem(profile: ProfileName, data: string, options?: ProfileOptions): string | null {
  const resolved = resolveProfile(profile, options);
  if (!resolved.canonicalJson && !resolved.body.includes('{{dataMembers}}')) return null;
  try {
    renderProfileBody(resolved, '', { id: '', type: '', created: '1970-01-01T00:00:00.000Z', data });
    return null;
  } catch (error) {
    if (error instanceof RenderError) return error.detail;
    throw error;
  }
}

/** {@link renderBody} for a profile that is already resolved. */
export function renderProfileBody(profile: Profile, tenantExternalId: TenantExternalId, event: SignableEvent): string {
  const text = fillTemplate(profile.body, BODY_PLACEHOLDERS, (name) => {
    switch (name) {
      case 'eventId':
        return JSON.stringify(event.id);
      case 'eventType':
        return JSON.stringify(event.type);
      case 'created':
        return JSON.stringify(event.created);
      case 'createdUnix':
        return String(createdUnix(event.created));
      case 'tenantId':
        return tenantIdJson(tenantExternalId);
      case 'data':
        return event.data;
      case 'dataMembers':
        return dataMembers(profile, event.data);
    }
  });
  return profile.canonicalJson ? canonicalJson(text) : text;
}

/**
 * Whole seconds since 1970.
 *
 * @throws RenderError when the text is no date
 */
export function createdUnix(created: string): number {
  const atMs = Date.parse(created);
  if (Number.isNaN(atMs)) throw new RenderError('the event has no valid creation time');
  return Math.floor(atMs / 1000);
}

/** The inside of the data's braces as it was written, after a comma; nothing for an empty object. */
function dataMembers(profile: Profile, data: string): string {
  const { start, members, end } = slicesOfObject(profile, data);
  if (members.length === 0) return '';
  const own = new Set(ownMembers(profile));
  for (const { key } of members) {
    if (own.has(key)) {
      throw new RenderError(
        `the data has its own ${JSON.stringify(key)}, which profile ${profile.name} puts beside the data's members`,
      );
    }
  }
  return `,${data.slice(start + 1, end - 1)}`;
}

function slicesOfObject(profile: Profile, data: string): JsonObjectSlices & { start: number } {
  const start = data.search(/[^ \t\r\n]/);
  if (data[start] !== '{') {
    const what = data[start] === '[' ? 'an array' : 'a single value';
    throw new RenderError(`profile ${profile.name} needs data that is an object, but it is ${what}`);
  }
  try {
    // What the sender wrote inside its data is its own affair, a repeated key too: it is sent as written.
    return { ...sliceObject(data, start, { allowDuplicateKeys: true }), start };
  } catch {
    throw new RenderError('the data is not valid JSON');
  }
}

/** The members that the template itself has at its top level. */
function ownMembers(profile: Profile): string[] {
  const skeleton = fillTemplate(profile.body, BODY_PLACEHOLDERS, (name) => (name === 'dataMembers' ? '' : 'null'));
  return sliceObject(skeleton).members.map(({ key }) => key);
}
