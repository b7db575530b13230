import { parseArgs } from 'node:util';

import { LANES, type Lane } from '#libs/contracts';
import { SCENARIO_NAMES, DEFAULT_SCENARIOS, type ScenarioName } from './scenario-names.js';
import { SIZE_NAMES, SIZES, type SizeName } from './sizes.js';

/** What the benchmark does. */
export interface BenchOptions {
  lanes: Lane[];
  scenarios: ScenarioName[];
  /** Sizes that were asked for; the others are those of the lane. */
  sizes: Partial<Record<SizeName, number>>;
  /** File for all figures as JSON. */
  json: string | undefined;
  /** Folder for CPU profiles of api and worker and the statements that cost Postgres most. It slows the product. */
  profile: string | undefined;
}

/** What `--help` prints. */
export function usage(): string {
  const sizes = SIZE_NAMES.map((name) => {
    const { durable, express } = SIZES[name].default;
    const value = durable === express ? String(durable) : `durable ${durable}, express ${express}`;
    return `  --${name.padEnd(20)} ${SIZES[name].what} (${value})`;
  });
  return [
    'Usage: npm run bench -- [options]',
    '',
    `  --lane <lane>          ${LANES.join(' or ')} (both)`,
    `  --only <a,b>           scenarios; all there are: ${SCENARIO_NAMES.join(', ')}`,
    `                         (${DEFAULT_SCENARIOS.join(', ')})`,
    '  --json <file>          write all figures as JSON, too',
    '  --profile <folder>     write CPU profiles of api and worker, and the dearest SQL statements (slower)',
    '',
    'Sizes, and what they are when they are left out:',
    ...sizes,
    '',
  ].join('\n');
}

/**
 * Reads the command line.
 * @returns null when help was asked for
 * @throws Error that names the option, when one is unknown, or not what it can be
 */
export function readOptions(args: readonly string[]): BenchOptions | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      lane: { type: 'string' },
      only: { type: 'string' },
      json: { type: 'string' },
      profile: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
      ...sizeOptions(),
    },
  });
  if (values.help) return null;
  const given = new Map<string, unknown>(Object.entries(values));
  return {
    lanes: readLanes(values.lane),
    scenarios: readScenarios(values.only),
    sizes: Object.fromEntries(
      SIZE_NAMES.filter((name) => given.has(name)).map((name) => [name, readSize(name, String(given.get(name)))]),
    ),
    json: values.json,
    profile: values.profile,
  };
}

function sizeOptions(): Record<SizeName, { type: 'string' }> {
  return Object.fromEntries(SIZE_NAMES.map((name) => [name, { type: 'string' }])) as Record<
    SizeName,
    { type: 'string' }
  >;
}

function readSize(name: SizeName, value: string): number {
  const number = Number(value);
  const isRight = SIZES[name].fractions
    ? number > 0 && Number.isFinite(number)
    : Number.isInteger(number) && number > 0;
  if (!isRight) throw new Error(`--${name} must be a ${SIZES[name].fractions ? '' : 'whole '}number above zero`);
  return number;
}

function readLanes(value: string | undefined): Lane[] {
  if (value === undefined) return [...LANES];
  const lane = LANES.find((known) => known === value);
  if (lane === undefined) throw new Error(`--lane must be ${LANES.join(' or ')}`);
  return [lane];
}

/** In the order in which they run, whatever the order in which they are named. */
function readScenarios(value: string | undefined): ScenarioName[] {
  if (value === undefined) return [...DEFAULT_SCENARIOS];
  const names = value.split(',');
  const unknown = names.filter((name) => !SCENARIO_NAMES.some((known) => known === name));
  if (unknown.length > 0) {
    throw new Error(`--only knows no ${unknown.join(', ')}; there are ${SCENARIO_NAMES.join(', ')}`);
  }
  return SCENARIO_NAMES.filter((name) => names.includes(name));
}
