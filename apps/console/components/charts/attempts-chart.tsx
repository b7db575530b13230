import '@mantine/charts/styles.css';
import { AreaChart } from '@mantine/charts';
import type { ReactNode } from 'react';
import type { StatsBucket } from '../../api/stats.js';
import { bucketLabel } from './bucket-label.js';

/** What {@link AttemptsChart} shows. */
interface AttemptsChartProps {
  buckets: readonly StatsBucket[];
  window: string;
  height?: number;
}

/** First attempts and retries over time. */
export function AttemptsChart({ buckets, window, height = 240 }: AttemptsChartProps): ReactNode {
  return (
    <div role="img" aria-label="First attempts and retries over time">
      <AreaChart
        h={height}
        type="stacked"
        dataKey="label"
        withLegend
        legendProps={{ verticalAlign: 'bottom', height: 40 }}
        withDots={false}
        curveType="monotone"
        tickLine="none"
        strokeDasharray="3 6"
        xAxisProps={{ minTickGap: 24 }}
        yAxisProps={{ width: 44, allowDecimals: false }}
        areaProps={{ isAnimationActive: false }}
        areaChartProps={{ accessibilityLayer: false }}
        data={buckets.map(({ at, attempts, retries }) => ({
          label: bucketLabel(at, window),
          first: attempts - retries,
          retries,
        }))}
        series={[
          { name: 'first', label: 'First attempts', color: 'ever.5' },
          { name: 'retries', label: 'Retries', color: 'orange.6' },
        ]}
      />
    </div>
  );
}
