import { waitFor, type WaitForOptions } from './wait-for.js';

/** One server-sent event. */
export interface ReceivedEvent {
  id: string;
  name: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look at messages of every shape
  data: any;
}

/** A client of a stream, as browsers have one, but with headers and without coming back by itself. */
export class TestEventSource {
  readonly events: ReceivedEvent[] = [];
  /** Where a resume would begin. */
  lastEventId = '';
  /** The server has ended the stream. */
  isOver = false;
  private readonly aborting = new AbortController();

  private constructor(
    readonly status: number,
    readonly headers: Headers,
    /** Where the answer is no stream. */
    readonly text: string,
  ) {}

  static async open(url: string, headers: Record<string, string>): Promise<TestEventSource> {
    const aborting = new AbortController();
    const response = await fetch(url, { headers, signal: aborting.signal });
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
    const source = new TestEventSource(response.status, response.headers, isStream ? '' : await response.text());
    aborting.signal.addEventListener('abort', () => source.aborting.abort());
    source.aborting.signal.addEventListener('abort', () => aborting.abort());
    if (isStream && response.body !== null) void source.read(response.body);
    return source;
  }

  /** Waits until as many messages have come. */
  async waitForEvents(count: number, options?: WaitForOptions): Promise<ReceivedEvent[]> {
    await waitFor(`${count} messages, after ${this.events.length}`, () => this.events.length >= count, options);
    return this.events;
  }

  /** Loses the connection. */
  close(): void {
    this.aborting.abort();
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    let text = '';
    try {
      for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
        text += chunk;
        const blocks = text.split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) this.take(block);
      }
      this.isOver = true;
    } catch {
      // Closed by the test, or cut by the server.
      this.isOver = true;
    }
  }

  private take(block: string): void {
    const fields = new Map(
      block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
    );
    const id = fields.get('id');
    if (id !== undefined) this.lastEventId = id;
    const data = fields.get('data');
    if (data === undefined) return;
    this.events.push({ id: id ?? '', name: fields.get('event') ?? 'message', data: JSON.parse(data) });
  }
}
