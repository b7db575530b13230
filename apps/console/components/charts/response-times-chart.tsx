import '@mantine/charts/styles.css';
import { LineChart } from '@mantine/charts';
import type { ReactNode } from 'react';
import type { StatsBucket } from '../../api/stats.js';
import { responseTimeText } from '../../lib/figures.js';
import { bucketLabel } from './bucket-label.js';

/** What {@link ResponseTimesChart} shows. */
interface ResponseTimesChartProps {
  buckets: readonly StatsBucket[];
  window: string;
  height?: number;
}

/** How long receivers took to answer, over time. */
export function ResponseTimesChart({ buckets, window, height = 240 }: ResponseTimesChartProps): ReactNode {
  return (
    <div role="img" aria-label="Response times over time, as 50th, 95th and 99th percentile">
      <LineChart
        h={height}
        dataKey="label"
        withLegend
        legendProps={{ verticalAlign: 'bottom', height: 40 }}
        withDots={buckets.length < 40}
        dotProps={{ r: 2.5 }}
        connectNulls
        curveType="monotone"
        tickLine="none"
        strokeDasharray="3 6"
        xAxisProps={{ minTickGap: 24 }}
        yAxisProps={{ width: 68 }}
        valueFormatter={(ms) => responseTimeText(ms)}
        lineProps={{ isAnimationActive: false }}
        lineChartProps={{ accessibilityLayer: false }}
        data={buckets.map((bucket) => ({ ...bucket, label: bucketLabel(bucket.at, window) }))}
        series={[
          { name: 'p50Ms', label: 'p50', color: 'ever.5' },
          { name: 'p95Ms', label: 'p95', color: 'amber.5' },
          { name: 'p99Ms', label: 'p99', color: 'red.6' },
        ]}
      />
    </div>
  );
}
