import { durationText } from './time-text.js';

/** A share as percent: "98.7 %"; "–" where there is none. A share just below all is never rounded up to all. */
export function percentText(share: number | null): string {
  if (share === null) return '–';
  const percent = share * 100;
  const rounded = percent > 99.9 && percent < 100 ? 99.9 : Math.round(percent * 10) / 10;
  return `${rounded} %`;
}

/** A response time: "93 ms", "1.4 s"; "–" where nothing was measured. */
export function responseTimeText(ms: number | null): string {
  if (ms === null) return '–';
  return ms >= 1000 && ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : durationText(ms);
}
