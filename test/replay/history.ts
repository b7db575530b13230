import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { readdirSync, readFileSync } from 'node:fs';

/** One event of a history in Temporal's JSON form; of its attributes only what tests touch is typed. */
export interface HistoryEvent {
  eventId: string;
  eventType: string;
  [attributes: string]: unknown;
}

/** A history in the JSON form of `temporal workflow show --output json`. */
export interface HistoryJson {
  events: HistoryEvent[];
}

const FOLDER = new URL('./histories/', import.meta.url);

/** Where a recorded history stands. */
export function historyFile(name: string): URL {
  return new URL(`${name}.json`, FOLDER);
}

/** The names of all recorded histories. */
export function recordedHistories(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .toSorted();
}

/** Reads a recorded history; a new copy each time, so that a test may change it. */
export function readHistory(name: string): HistoryJson {
  return JSON.parse(readFileSync(historyFile(name), 'utf8')) as HistoryJson;
}

/**
 * A history as it came from the server, in JSON, without what tells of the machine it ran on (process id and host name
 * in `identity` and in the names of sticky queues, paths in stack traces). Replay does not look at these.
 */
export function toHistoryJson(history: Parameters<typeof historyToJSON>[0]): HistoryJson {
  return JSON.parse(historyToJSON(history), (key, value: unknown) => {
    if (typeof value !== 'string') return value;
    if (key === 'identity') return 'worker';
    if (key === 'stackTrace') return '';
    return key === 'name' && value.includes('@') ? 'sticky-queue' : value;
  }) as HistoryJson;
}

/** The kinds of a history's events in their order, such as `TIMER_STARTED`; workflow tasks left out. */
export function kindsOf(history: HistoryJson): string[] {
  return history.events
    .map((event) => event.eventType.replace('EVENT_TYPE_', ''))
    .filter((kind) => !kind.startsWith('WORKFLOW_TASK_'));
}

/** A history as the text of a file: one event a line, so that two of them can be compared. */
export function historyText(history: HistoryJson): string {
  return `{"events":[\n${history.events.map((event) => JSON.stringify(event)).join(',\n')}\n]}\n`;
}
