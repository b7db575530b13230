import type { DeliveryDetail, TimelineEntry } from '../../api/deliveries.js';
import { ERROR_KINDS, WAIT_REASONS } from '../../lib/delivery-words.js';

/** A stretch of time in which a delivery waited, was held, or an attempt was made. */
export interface TrackSpan {
  kind: 'wait' | 'hold' | 'succeeded' | 'retry' | 'failed';
  fromMs: number;
  toMs: number;
  /** What it was, in one sentence. */
  label: string;
}

/** A moment: someone or something acted, or the delivery ended. */
export interface TrackMark {
  kind: 'created' | 'command' | 'end' | 'next';
  atMs: number;
  label: string;
}

/** A delivery's life, to be drawn to scale. */
export interface Track {
  fromMs: number;
  toMs: number;
  spans: TrackSpan[];
  marks: TrackMark[];
}

/** A life shorter than this is drawn as if it had taken so long: nothing could be told apart otherwise. */
const SHORTEST_MS = 250;

/** What begins a hold; a `held` is the gate's or the line's. */
const HOLDS: ReadonlySet<string> = new Set(['held', 'hold']);
const COMMANDS: ReadonlySet<string> = new Set([
  'redeliver',
  'cancel',
  'hold',
  'release',
  'reschedule',
  'policyChanged',
]);
const ENDS: ReadonlySet<string> = new Set(['succeeded', 'failed', 'cancelled']);

/**
 * What is drawn of a delivery: its attempts, its waits with their reasons, who acted, the end or the next attempt.
 * @param now milliseconds since 1970
 */
export function deliveryTrack(delivery: DeliveryDetail, now: number): Track {
  const { createdAt, completedAt, nextAttemptAt, attempts, timeline, status, waitReason, explanation } = delivery;
  const fromMs = Date.parse(createdAt);
  const isEnded = completedAt !== undefined;
  const nextMs = !isEnded && nextAttemptAt !== undefined ? Date.parse(nextAttemptAt) : undefined;

  const attemptSpans = attempts.map(({ number, startedAt, durationMs, outcome, statusCode, errorKind, error }) => {
    const startMs = Date.parse(startedAt);
    const met = errorKind === undefined ? `answered ${statusCode ?? '2xx'}` : (error ?? ERROR_KINDS[errorKind]);
    const span: TrackSpan = {
      kind: outcome,
      fromMs: startMs,
      toMs: startMs + durationMs,
      label: `Attempt ${number}: ${met}`,
    };
    return span;
  });

  // What a wait ends at: the next thing that happens, if that comes before its time.
  const breaks = [
    ...attemptSpans.map((span) => span.fromMs),
    ...timeline.filter(({ kind }) => COMMANDS.has(kind) || ENDS.has(kind)).map(({ at }) => Date.parse(at)),
  ].toSorted((a, b) => a - b);
  const nextBreak = (afterMs: number): number | undefined => breaks.find((ms) => ms > afterMs);

  const waits: TrackSpan[] = [];
  for (const entry of timeline) {
    const atMs = Date.parse(entry.at);
    const endMs = nextBreak(atMs);
    if (entry.kind === 'waiting' && entry.until !== undefined) {
      waits.push({
        kind: 'wait',
        fromMs: atMs,
        toMs: Math.min(endMs ?? Infinity, Date.parse(entry.until)),
        label: waitLabel(entry),
      });
    } else if (HOLDS.has(entry.kind)) {
      waits.push({ kind: 'hold', fromMs: atMs, toMs: endMs ?? now, label: `Held: ${entry.detail}` });
    }
  }
  // What it waits for now may have begun without a line of its own, such as a pause before the first attempt.
  const lastMs = Math.max(fromMs, ...attemptSpans.map(({ toMs }) => toMs), ...waits.map(({ toMs }) => toMs));
  const untilMs = status === 'held' ? now : (nextMs ?? now);
  if (!isEnded && waitReason !== undefined && untilMs > lastMs) {
    waits.push({
      kind: status === 'held' ? 'hold' : 'wait',
      fromMs: lastMs,
      toMs: untilMs,
      label: `${WAIT_REASONS[waitReason]}: ${explanation}`,
    });
  }

  const marks: TrackMark[] = [{ kind: 'created', atMs: fromMs, label: 'Created' }];
  for (const { at, kind, detail, actor } of timeline) {
    if (COMMANDS.has(kind)) {
      marks.push({
        kind: 'command',
        atMs: Date.parse(at),
        label: `${detail}${actor === undefined ? '' : ` (${actor})`}`,
      });
    }
  }
  if (completedAt !== undefined) {
    marks.push({ kind: 'end', atMs: Date.parse(completedAt), label: `Ended as ${status}: ${explanation}` });
  } else if (nextMs !== undefined && status !== 'held') {
    marks.push({ kind: 'next', atMs: nextMs, label: 'Next attempt' });
  }

  const spans = [...waits, ...attemptSpans];
  const lasts = [...spans.map((span) => span.toMs), ...marks.map(({ atMs }) => atMs)];
  const toMs = Math.max(fromMs + SHORTEST_MS, ...lasts, ...(isEnded ? [] : [now]));
  return { fromMs, toMs, spans, marks };
}

function waitLabel({ detail, reason }: TimelineEntry): string {
  return reason === undefined ? detail : `${WAIT_REASONS[reason]}: ${detail}`;
}
