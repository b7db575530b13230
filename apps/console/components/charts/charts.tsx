import { Skeleton } from '@mantine/core';
import { lazy, Suspense, type ComponentProps, type ReactNode } from 'react';

// The chart library is as large as everything else together: it comes after the page, which stands without it.
const LazyOutcomes = lazy(async () => ({ default: (await import('./outcomes-chart.js')).OutcomesChart }));
const LazyResponseTimes = lazy(async () => ({
  default: (await import('./response-times-chart.js')).ResponseTimesChart,
}));
const LazyAttempts = lazy(async () => ({ default: (await import('./attempts-chart.js')).AttemptsChart }));

const HEIGHT = 240;

/** Deliveries that ended, by outcome, over time. */
export function Outcomes(props: ComponentProps<typeof LazyOutcomes>): ReactNode {
  return (
    <Suspense fallback={<Skeleton height={props.height ?? HEIGHT} />}>
      <LazyOutcomes {...props} />
    </Suspense>
  );
}

/** How long receivers took to answer, over time. */
export function ResponseTimes(props: ComponentProps<typeof LazyResponseTimes>): ReactNode {
  return (
    <Suspense fallback={<Skeleton height={props.height ?? HEIGHT} />}>
      <LazyResponseTimes {...props} />
    </Suspense>
  );
}

/** First attempts and retries over time. */
export function Attempts(props: ComponentProps<typeof LazyAttempts>): ReactNode {
  return (
    <Suspense fallback={<Skeleton height={props.height ?? HEIGHT} />}>
      <LazyAttempts {...props} />
    </Suspense>
  );
}
