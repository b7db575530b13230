import type { StreamMessage } from '../../api/stream.js';

/** A line of the debug console: a message, or a note of the stream about itself. */
export type LiveRow =
  { key: number; kind: 'message'; message: StreamMessage } | { key: number; kind: 'note'; at: string; detail: string };

/** Which lines are shown. */
export const SHOWN_LINES = { all: 'All', attempts: 'Attempts', changes: 'Changes', trouble: 'Trouble' } as const;
/** One of {@link SHOWN_LINES}. */
export type ShownLines = keyof typeof SHOWN_LINES;

/** The choice that an address names; all when it names none that there is. */
export function shownLines(text: string | undefined): ShownLines {
  return text === 'attempts' || text === 'changes' || text === 'trouble' ? text : 'all';
}

/** Whether a line is shown; what the stream says about itself always is. */
export function isShown(row: LiveRow, show: ShownLines): boolean {
  if (row.kind === 'note') return true;
  const { attempt, kind } = row.message;
  switch (show) {
    case 'all':
      return true;
    case 'attempts':
      return attempt !== undefined;
    case 'changes':
      return attempt === undefined;
    case 'trouble':
      return attempt === undefined ? kind === 'failed' : attempt.outcome !== 'succeeded';
  }
}
