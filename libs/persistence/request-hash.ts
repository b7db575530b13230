import { hash } from 'node:crypto';

/** Fields of a posted event that a repeat must repeat, in the order of their digests. */
const FIELDS = ['type', 'data', 'id', 'created', 'channels', 'deliverAt', 'expiresAt', 'orderingKey'] as const;
type Field = (typeof FIELDS)[number];

/** Bytes of each field's digest: 128 bits keep accidents out, and a tenant can only deceive itself. */
const DIGEST_BYTES = 16;

/** The fields as they were posted; an absent field differs from a given one. */
export type HashedRequest = Partial<Record<Field, string | undefined>>;

/**
 * Digests a posted event field by field, so that a later conflict can say which fields differ although the event itself
 * may long be expunged.
 * @returns 8 digests of 16 bytes
 */
export function hashRequest(request: HashedRequest): Buffer {
  return Buffer.concat(
    FIELDS.map((field) => {
      const value = request[field];
      if (value === undefined) return Buffer.alloc(DIGEST_BYTES);
      return hash('sha256', value, 'buffer').subarray(0, DIGEST_BYTES);
    }),
  );
}

/**
 * Names the fields in which two digested requests differ.
 * @param ignored fields that need not agree
 */
export function differingFields(a: Buffer, b: Buffer, ignored: readonly Field[] = []): Field[] {
  return FIELDS.filter((field, index) => {
    const [from, to] = [index * DIGEST_BYTES, (index + 1) * DIGEST_BYTES];
    return !ignored.includes(field) && !a.subarray(from, to).equals(b.subarray(from, to));
  });
}
