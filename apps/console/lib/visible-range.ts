/** The rows of a long list that have to be drawn. */
interface VisibleRange {
  /** The first, counted from 0. */
  start: number;
  /** The one behind the last. */
  end: number;
}

/** Rows drawn beyond each edge, so that scrolling does not meet blank space. */
const OVERSCAN = 10;

/**
 * Which rows of equal height are in sight.
 * @param scrollTopPx how far the list is scrolled
 * @param heightPx of the window onto the list
 * @param rowHeightPx of a row
 * @param count rows in all
 */
export function visibleRange(scrollTopPx: number, heightPx: number, rowHeightPx: number, count: number): VisibleRange {
  const first = Math.floor(scrollTopPx / rowHeightPx);
  const last = Math.ceil((scrollTopPx + heightPx) / rowHeightPx);
  const end = Math.min(count, last + OVERSCAN);
  return { start: Math.max(0, Math.min(first - OVERSCAN, end)), end };
}
