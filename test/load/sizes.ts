import type { Lane } from '#libs/contracts';

interface Size {
  /** For `--help`. */
  what: string;
  /** So that a default run takes a quarter of an hour, though one lane delivers many times what the other does. */
  default: Record<Lane, number>;
  /** Whether it need not be a whole number. */
  fractions?: boolean;
}

function both(value: number): Record<Lane, number> {
  return { durable: value, express: value };
}

const sizes = {
  events: {
    what: 'events of flood, burst, batch-flood, and bare workflows or POSTs of the floor',
    default: { durable: 800, express: 5_000 },
  },
  'in-flight': { what: 'events in flight in flood, posts in flight in burst', default: both(32) },
  rounds: { what: 'how often floor and product take turns in flood and rate', default: both(2) },
  'warm-up': { what: 'events before anything is measured', default: { durable: 500, express: 8_000 } },
  endpoints: { what: 'endpoints that events are spread over, one for each event', default: both(8) },
  'floor-in-flight': { what: 'bare workflows in flight in the flood of floor (a)', default: both(64) },
  'pipeline-in-flight': { what: 'bare POSTs in flight in the flood of floor (b)', default: both(200) },
  batch: { what: 'events to a request in batch-flood', default: both(100) },
  'batches-in-flight': { what: 'requests in flight in batch-flood', default: both(4) },
  'low-rate': { what: 'events a second of the first pace of rate', default: both(20) },
  'high-rate': { what: 'events a second of its second pace', default: both(100) },
  seconds: {
    what: 'how long rate keeps its first pace, and slow-receiver its own',
    default: both(15),
    fractions: true,
  },
  'high-rate-seconds': {
    what: 'how long rate keeps its second pace',
    // More than the durable lane can do on a small machine: what is left over is delivered afterwards.
    default: { durable: 5, express: 15 },
    fractions: true,
  },
  'fan-outs': { what: 'events of fan-out, one after the other', default: { durable: 4, express: 20 } },
  'fan-out-endpoints': { what: 'endpoints that each of them goes to', default: both(100) },
  'failing-events': { what: 'events of failing-tenth', default: { durable: 300, express: 3_000 } },
  backlog: { what: 'deliveries due at once in backlog', default: { durable: 1_000, express: 50_000 } },
  waiting: { what: 'deliveries in backoff in waiting', default: both(10_000) },
  'rest-seconds': { what: 'how long waiting looks at them', default: both(30), fractions: true },
  'scale-out-events': { what: 'events for one worker, and for two', default: { durable: 300, express: 5_000 } },
  'cpu-percent': { what: 'share of a core that each worker of scale-out gets', default: both(10) },
  minutes: { what: 'how long soak takes', default: both(15), fractions: true },
  'memory-limit-mb': { what: 'soak fails when api or worker holds more', default: both(250) },
} satisfies Record<string, Size>;

/** A size that can be given on the command line, under this name. */
export type SizeName = keyof typeof sizes;

/** All sizes. */
export const SIZES: Readonly<Record<SizeName, Size>> = sizes;

/** Their names. */
export const SIZE_NAMES = Object.keys(sizes) as SizeName[];

/** The sizes of a lane, those that were asked for in place of its own. */
export function sizesFor(lane: Lane, given: Partial<Record<SizeName, number>>): Record<SizeName, number> {
  return Object.fromEntries(SIZE_NAMES.map((name) => [name, given[name] ?? SIZES[name].default[lane]])) as Record<
    SizeName,
    number
  >;
}
