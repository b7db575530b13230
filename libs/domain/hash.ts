/**
 * A number from 0 (included) to 1 (excluded) that depends on the text alone: jitter that comes out the same on every
 * recomputation. FNV-1a, 32 bits, followed by the finalizer of MurmurHash3, because FNV alone spreads short texts badly.
 * @see https://datatracker.ietf.org/doc/html/draft-eastlake-fnv
 */
export function hashToUnit(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  hash ^= hash >>> 16;
  return (hash >>> 0) / 0x1_0000_0000;
}
