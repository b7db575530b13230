import { Pool } from 'undici';

const PATHS = { one: '/api/v1/events', batch: '/api/v1/events/batch' } as const;
/** Ids as answers carry them; a search costs much less than reading the answer as JSON. */
const EVENT_ID = /"id":"(evt_[^"]+)"/g;

/** Posts events with as little work as can be: it shares the machine with what is measured. */
export class Poster {
  private readonly pool: Pool;
  private readonly headers: Record<string, string>;

  /**
   * @param key a publisher's key
   * @param connections how many requests may be under way at once
   */
  constructor(apiUrl: string, key: string, connections: number) {
    this.pool = new Pool(apiUrl, { connections, pipelining: 1 });
    this.headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  }

  /**
   * Posts one request's body, of one event or of a batch.
   * @returns the ids of the accepted events, in their order
   * @throws Error with the answer when it is not 202
   */
  async post(what: keyof typeof PATHS, body: Buffer): Promise<string[]> {
    const { statusCode, text } = await this.send(PATHS[what], body);
    if (statusCode !== 202) throw new Error(`the API answered ${statusCode} to events: ${text}`);
    return Array.from(text.matchAll(EVENT_ID), ([, id = '']) => id);
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }

  /** By undici's dispatch, which spares the streams and signals that `request` makes for each answer. */
  private async send(path: string, body: Buffer): Promise<{ statusCode: number; text: string }> {
    return new Promise((resolve, reject) => {
      let statusCode = 0;
      let text = '';
      this.pool.dispatch(
        { method: 'POST', path, headers: this.headers, body },
        {
          // Undici knows by this method that the handler is of the new kind.
          onRequestStart: () => undefined,
          onResponseStart: (_, status) => void (statusCode = status),
          onResponseData: (_, chunk) => void (text += chunk.toString('latin1')),
          onResponseEnd: () => resolve({ statusCode, text }),
          onResponseError: (_, error) => reject(error),
        },
      );
    });
  }
}
