import type { Schema } from './client.js';
import { currentTenant } from './current-tenant.js';

/** One attempt or change of a delivery, as it happens. */
export type StreamMessage = Schema<'StreamMessage'>;

/** The names of the stream's filters. */
export const STREAM_FILTERS = ['endpointId', 'status', 'eventType'] as const;
/** The filters that are set, as text. */
export type StreamFilter = { [Name in (typeof STREAM_FILTERS)[number]]?: string };

/** How it is with the connection. */
export type StreamState = 'connecting' | 'open' | 'lost' | 'signed-out';

/** Who is told what a stream brings. */
export interface StreamListener {
  onMessage: (message: StreamMessage) => void;
  /** What the stream says about itself, such as that messages are missing. */
  onNote: (detail: string) => void;
  onState: (state: StreamState) => void;
}

/** A stream that was refused is asked for again; one that broke off is resumed by the browser itself. */
const ASK_AGAIN_MS = 3_000;

/**
 * Follows what happens to the deliveries of the tenant. After a lost connection the browser names the last message that
 * it has, and the stream goes on behind it.
 * @returns ends it
 */
export function followStream(filter: StreamFilter, { onMessage, onNote, onState }: StreamListener): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let signedOut = false;

  const open = (again: boolean): void => {
    const opened = new EventSource(streamUrl(filter));
    source = opened;
    onState(again ? 'lost' : 'connecting');
    opened.addEventListener('open', () => {
      onState('open');
      // A new stream knows nothing of the one before: only the browser's own resumption is without a gap.
      if (again) onNote('The stream began anew. What happened in between is not shown here.');
    });
    for (const name of ['attempt', 'change']) {
      opened.addEventListener(name, ({ data }: MessageEvent<string>) => {
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the API's own message
        onMessage(JSON.parse(data) as StreamMessage);
      });
    }
    opened.addEventListener('note', ({ data }: MessageEvent<string>) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the API's own message
      const { reason, detail } = JSON.parse(data) as { reason: string; detail: string };
      if (reason === 'signed-out') {
        signedOut = true;
        opened.close();
        onState('signed-out');
      } else {
        onNote(detail);
      }
    });
    opened.addEventListener('error', () => {
      if (signedOut) return;
      onState('lost');
      if (opened.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(() => {
        open(true);
      }, ASK_AGAIN_MS);
    });
  };

  open(false);
  return () => {
    signedOut = true;
    if (timer !== null) clearTimeout(timer);
    source?.close();
  };
}

/** An EventSource cannot send headers: an admin's tenant is in the query. */
function streamUrl(filter: StreamFilter): string {
  const query = new URLSearchParams();
  for (const name of STREAM_FILTERS) {
    const value = filter[name];
    if (value !== undefined) query.set(name, value);
  }
  const tenantId = currentTenant();
  if (tenantId !== null) query.set('tenantId', tenantId);
  const text = query.toString();
  return text === '' ? '/api/v1/stream' : `/api/v1/stream?${text}`;
}
