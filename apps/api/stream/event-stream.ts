import type { ServerResponse } from 'node:http';
import type { StreamNote } from '#libs/contracts/http';
import type { PlacedMessage } from './stream-messages.js';

/** What may wait for a client when more comes; a client for whom more waits for so long is slow, and its stream ends. */
const WAITING_BYTES = 1_048_576;
const PATIENCE_MS = 5_000;

/** What may wait at all: a burst that was only just written is no reason to call a client slow. */
const MAXIMUM_WAITING_BYTES = 8_388_608;

/** How soon a client is to come back. */
const RECONNECT_MS = 1_000;

/** A client that has not read the end of its stream by then is cut off. */
const LAST_WORDS_MS = 5_000;

/** An answer that goes on: server-sent events (WHATWG HTML, section 9.2). */
export class EventStream {
  private ended = false;
  /** Since when too much waits; null while it does not. */
  private lateSinceMs: number | null = null;

  /** @param raw hijacked from Fastify */
  constructor(private readonly raw: ServerResponse) {}

  /** Sends the head. */
  open(headers: Record<string, string>): void {
    this.raw.writeHead(200, {
      ...headers,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      // nginx would collect the stream otherwise.
      'x-accel-buffering': 'no',
      // Nothing follows a stream on its connection, so that the server need not wait for one when it stops.
      connection: 'close',
    });
    this.write(`retry: ${RECONNECT_MS}\n\n`);
  }

  /** Whether nothing more can be sent. */
  get isOver(): boolean {
    return this.ended || this.raw.destroyed;
  }

  /** Sends messages; ends with a note where the client does not read them fast enough. */
  send(messages: readonly PlacedMessage[]): void {
    if (this.isOver || messages.length === 0) return;
    if (this.isSlow()) {
      this.end({ reason: 'slow', detail: 'The client reads too slowly: resume behind the last message.' });
      return;
    }
    for (const { id, message } of messages) {
      const name = message.kind === 'attempt' ? 'attempt' : 'change';
      this.write(`id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(message)}\n\n`);
    }
  }

  /** Waits until the client has read what was sent, or has left. */
  async drained(): Promise<void> {
    if (this.isOver || !this.raw.writableNeedDrain) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.raw.off('drain', done).off('close', done);
        resolve();
      };
      this.raw.on('drain', done).on('close', done);
    });
  }

  /** Tells something about the stream. */
  note(note: StreamNote): void {
    if (!this.isOver) this.write(`event: note\ndata: ${JSON.stringify(note)}\n\n`);
  }

  /**
   * Keeps proxies from taking the connection for dead, and tells how far the stream is: an id without data is no message,
   * but is where a resume begins, also of a client that no message has concerned for long.
   * @param id null where the stream is not that far yet
   */
  beat(id: string | null): void {
    if (!this.isOver) this.write(`: still here\n${id === null ? '' : `id: ${id}\n`}\n`);
  }

  /** Ends the stream with a note. */
  end(note: StreamNote): void {
    if (this.isOver) return;
    this.note(note);
    this.ended = true;
    this.raw.end();
    const { raw } = this;
    setTimeout(() => raw.destroy(), LAST_WORDS_MS).unref();
  }

  private isSlow(): boolean {
    const { writableLength } = this.raw;
    if (writableLength <= WAITING_BYTES) {
      this.lateSinceMs = null;
      return false;
    }
    this.lateSinceMs ??= Date.now();
    return writableLength > MAXIMUM_WAITING_BYTES || Date.now() - this.lateSinceMs > PATIENCE_MS;
  }

  private write(text: string): void {
    this.raw.write(text);
  }
}
