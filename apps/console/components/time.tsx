import type { ReactNode } from 'react';
import { useNow } from '../lib/use-now.js';
import { localTime, relativeTime, utcTime } from '../lib/time-text.js';

/** What {@link Time} shows. */
interface TimeProps {
  /** RFC 3339. */
  value: string;
  /** `relative`: "3 minutes ago"; `exact` (the default): date and time. */
  form?: 'relative' | 'exact';
  /** With milliseconds; default false. */
  precise?: boolean;
}

/** A time in the viewer's zone; UTC shows on hover. */
export function Time({ value, form = 'exact', precise = false }: TimeProps): ReactNode {
  return form === 'relative' ? (
    <RelativeTime value={value} />
  ) : (
    <time dateTime={value} title={utcTime(value)} className="tabular">
      {localTime(value, precise)}
    </time>
  );
}

function RelativeTime({ value }: { value: string }): ReactNode {
  const now = useNow(10_000);
  return (
    <time dateTime={value} title={`${localTime(value)} · ${utcTime(value)}`} className="unbroken">
      {relativeTime(value, now)}
    </time>
  );
}
