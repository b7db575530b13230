import { SegmentedControl } from '@mantine/core';
import type { ReactNode } from 'react';
import { STATS_WINDOWS, statsWindow, type StatsWindow } from '../api/stats.js';
import { keysOf } from '../lib/delivery-words.js';

/** What {@link WindowSwitch} shows. */
interface WindowSwitchProps {
  value: StatsWindow;
  onChange: (window: StatsWindow) => void;
}

/** Chooses how far back figures look. */
export function WindowSwitch({ value, onChange }: WindowSwitchProps): ReactNode {
  return (
    <SegmentedControl
      aria-label="Window"
      value={value}
      onChange={(window) => {
        onChange(statsWindow(window));
      }}
      data={keysOf(STATS_WINDOWS).map((window) => ({ value: window, label: STATS_WINDOWS[window] }))}
    />
  );
}
