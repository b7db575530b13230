import { useElementSize, useMediaQuery } from '@mantine/hooks';
import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { visibleRange } from '../../lib/visible-range.js';
import { LiveLine } from './live-line.js';
import classes from './live-list.module.css';
import type { LiveRow } from './live-row.js';

/** What {@link LiveList} shows. */
interface LiveListProps {
  /** Newest first. */
  rows: readonly LiveRow[];
  endpointName: (id: string) => string;
}

/** As in the style sheet. */
const LINE_HEIGHT_PX = 36;
const PHONE_LINE_HEIGHT_PX = 62;

/** Lines newest first, of which only those in sight are drawn. Whoever has scrolled down keeps what they read in sight. */
export function LiveList({ rows, endpointName }: LiveListProps): ReactNode {
  const onPhone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const heightPx = onPhone ? PHONE_LINE_HEIGHT_PX : LINE_HEIGHT_PX;
  const { ref: sizeRef, height } = useElementSize();
  const window = useRef<HTMLDivElement>(null);
  const [scrollTop, setScrollTop] = useState(0);
  const newest = useRef<number | undefined>(undefined);

  useLayoutEffect(() => {
    const known = newest.current;
    newest.current = rows[0]?.key;
    const element = window.current;
    if (element === null || known === undefined || element.scrollTop < heightPx) return;
    const added = rows.findIndex(({ key }) => key <= known);
    if (added > 0) element.scrollTop += added * heightPx;
  }, [rows, heightPx]);

  const { start, end } = visibleRange(scrollTop, height, heightPx, rows.length);
  return (
    <div
      ref={(element) => {
        window.current = element;
        return sizeRef(element);
      }}
      className={classes.window}
      tabIndex={0}
      role="group"
      aria-label="Live messages"
      onScroll={({ currentTarget }) => {
        setScrollTop(currentTarget.scrollTop);
      }}
    >
      <div
        className={classes.all}
        role="table"
        aria-label="Live messages, newest first"
        aria-rowcount={rows.length}
        style={{ height: rows.length * heightPx }}
      >
        {rows.slice(start, end).map((row, index) => (
          <div
            key={row.key}
            role="row"
            aria-rowindex={start + index + 1}
            className={classes.line}
            style={{ transform: `translateY(${(start + index) * heightPx}px)` }}
          >
            <LiveLine row={row} endpointName={endpointName} />
          </div>
        ))}
      </div>
    </div>
  );
}
