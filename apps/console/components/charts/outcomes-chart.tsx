import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import type { ReactNode } from 'react';
import type { StatsBucket } from '../../api/stats.js';
import { bucketLabel } from './bucket-label.js';

/** What {@link OutcomesChart} shows. */
interface OutcomesChartProps {
  buckets: readonly StatsBucket[];
  window: string;
  height?: number;
  /** A bar was clicked. */
  onBucket?: (bucket: StatsBucket) => void;
}

/** Deliveries that ended, by outcome, over time. */
export function OutcomesChart({ buckets, window, height = 240, onBucket }: OutcomesChartProps): ReactNode {
  const sum = (name: 'succeeded' | 'failed' | 'cancelled'): number =>
    buckets.reduce((total, bucket) => total + bucket[name], 0);
  return (
    <div
      role="img"
      aria-label={`Deliveries over time: ${sum('succeeded')} succeeded, ${sum('failed')} failed, ${sum('cancelled')} cancelled`}
    >
      <BarChart
        h={height}
        type="stacked"
        dataKey="label"
        withLegend
        legendProps={{ verticalAlign: 'bottom', height: 40 }}
        maxBarWidth={28}
        tickLine="none"
        strokeDasharray="3 6"
        xAxisProps={{ minTickGap: 24 }}
        yAxisProps={{ width: 44, allowDecimals: false }}
        barProps={{ isAnimationActive: false, ...(onBucket === undefined ? {} : { cursor: 'pointer' }) }}
        data={buckets.map((bucket) => ({ ...bucket, label: bucketLabel(bucket.at, window) }))}
        series={[
          { name: 'succeeded', label: 'Succeeded', color: 'teal.6' },
          { name: 'failed', label: 'Failed', color: 'red.6' },
          { name: 'cancelled', label: 'Cancelled', color: 'gray.5' },
        ]}
        barChartProps={{
          accessibilityLayer: false,
          onClick: ({ activeTooltipIndex }) => {
            const bucket = buckets[Number(activeTooltipIndex)];
            if (bucket !== undefined) onBucket?.(bucket);
          },
        }}
      />
    </div>
  );
}
