const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const DAY = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/**
 * What the axis says of a bucket, in the viewer's zone.
 * @param at when it begins
 * @param window how far the chart looks back
 */
export function bucketLabel(at: string, window: string): string {
  return (window === '7d' ? DAY : TIME).format(new Date(at));
}
