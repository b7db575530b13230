import { parseArgs } from 'node:util';

/** How much the benchmark does. */
export interface BenchOptions {
  /** Events of the flood, and bare workflows of the floor's; over all rounds. */
  events: number;
  /** Seconds at a steady pace; over all rounds, for each of the two. */
  seconds: number;
  /** Events a second at the steady pace. */
  rate: number;
  /** Events in flight in the flood, from post to arrival. */
  inFlight: number;
  /** Bare workflows in flight in the floor's flood. */
  floorInFlight: number;
  /** Endpoints that the events are spread over; each event goes to one of them. */
  endpoints: number;
  /** How often floor and product take turns. */
  rounds: number;
  /** Events and bare workflows before anything is measured. */
  warmUp: number;
  /** File for all figures as JSON. */
  json: string | undefined;
  /** Folder for CPU profiles of api and worker and the statements that cost Postgres most. It slows the product. */
  profile: string | undefined;
}

const defaults = {
  events: '1000',
  seconds: '30',
  rate: '20',
  'in-flight': '32',
  'floor-in-flight': '64',
  endpoints: '8',
  rounds: '4',
  'warm-up': '200',
} as const;

/** What `--help` prints. */
export const USAGE = `Usage: npm run bench -- [options]

  --events ${defaults.events}            events of the flood, and bare workflows of the floor's
  --in-flight ${defaults['in-flight']}           events in flight in the flood, from post to arrival
  --floor-in-flight ${defaults['floor-in-flight']}     bare workflows in flight in the floor's flood
  --rate ${defaults.rate}                events a second at a steady pace ...
  --seconds ${defaults.seconds}             ... for so many seconds
  --endpoints ${defaults.endpoints}            endpoints that the events are spread over, one for each event
  --rounds ${defaults.rounds}               how often floor and product take turns
  --warm-up ${defaults['warm-up']}            events and bare workflows before anything is measured
  --json <file>            write all figures as JSON, too
  --profile <folder>       write CPU profiles of api and worker, and the dearest SQL statements (slower)
`;

/**
 * Reads the command line.
 * @returns null when help was asked for
 * @throws Error that names the option, when one is unknown or not a whole number above zero
 */
export function readOptions(args: readonly string[]): BenchOptions | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      events: { type: 'string', default: defaults.events },
      seconds: { type: 'string', default: defaults.seconds },
      rate: { type: 'string', default: defaults.rate },
      'in-flight': { type: 'string', default: defaults['in-flight'] },
      'floor-in-flight': { type: 'string', default: defaults['floor-in-flight'] },
      endpoints: { type: 'string', default: defaults.endpoints },
      rounds: { type: 'string', default: defaults.rounds },
      'warm-up': { type: 'string', default: defaults['warm-up'] },
      json: { type: 'string' },
      profile: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return null;
  const whole = (name: keyof typeof defaults): number => {
    const number = Number(values[name]);
    if (!Number.isInteger(number) || number < 1) throw new Error(`--${name} must be a whole number above zero`);
    return number;
  };
  return {
    events: whole('events'),
    seconds: whole('seconds'),
    rate: whole('rate'),
    inFlight: whole('in-flight'),
    floorInFlight: whole('floor-in-flight'),
    endpoints: whole('endpoints'),
    rounds: whole('rounds'),
    warmUp: whole('warm-up'),
    json: values.json,
    profile: values.profile,
  };
}
