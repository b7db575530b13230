import type { ReactNode } from 'react';
import { durationText, utcTime } from '../lib/time-text.js';
import { useNow } from '../lib/use-now.js';

/** How long it is until a time, second by second; "now" once it has come. */
export function Countdown({ to }: { to: string }): ReactNode {
  const leftMs = Date.parse(to) - useNow(1_000);
  return (
    <time dateTime={to} title={utcTime(to)} className="tabular">
      {leftMs <= 0 ? 'now' : `in ${durationText(Math.ceil(leftMs / 1000) * 1000)}`}
    </time>
  );
}
