/** At most this much of an answer's body is read, in bytes. */
export const MAX_BODY_BYTES = 64 * 1024;

/** For whole bodies: to make a decoder costs more than to use it. */
const DECODER = new TextDecoder();

/** Collects the body of an answer up to {@link MAX_BODY_BYTES}. */
export class BoundedBody {
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #overflowed = false;

  /** Takes a chunk; what goes beyond the limit is dropped. */
  push(chunk: Buffer): void {
    const room = MAX_BODY_BYTES - this.#bytes;
    // Copied: undici's chunks are windows into the buffer of its parser.
    if (room > 0) this.#chunks.push(Buffer.from(chunk.subarray(0, room)));
    this.#bytes += Math.min(room, chunk.length);
    this.#overflowed ||= chunk.length > room;
  }

  /** Whether the limit is reached. The body may have ended exactly there. */
  get full(): boolean {
    return this.#bytes === MAX_BODY_BYTES;
  }

  /** Whether there was more than the limit. */
  get overflowed(): boolean {
    return this.#overflowed;
  }

  /**
   * The body as text, decoded as UTF-8 with U+FFFD in place of what is not UTF-8. A character cut in two by the limit is
   * left out. See {@link storable} for NUL.
   */
  text(): string {
    if (this.#bytes === 0) return '';
    const bytes = Buffer.concat(this.#chunks);
    return storable(this.full ? new TextDecoder().decode(bytes, { stream: true }) : DECODER.decode(bytes));
  }
}

/** A text with each NUL (U+0000), which Postgres cannot hold, replaced by U+FFFD, as undecodable bytes are. */
export function storable(text: string): string {
  return text.replaceAll('\u0000', '\uFFFD');
}
