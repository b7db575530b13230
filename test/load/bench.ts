import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Lane } from '#libs/contracts';
import type { BenchOptions } from './bench-options.js';
import { Floors, type FloorFigures } from './floors/floors.js';
import { BenchRecord } from './measure/bench-record.js';
import { CpuMeter } from './measure/cpu-meter.js';
import { thisMachine, type BenchReport, type ScenarioResult } from './report/bench-report.js';
import { SCENARIOS } from './scenarios/index.js';
import { oneTypeEach, onStage, type ScenarioContext } from './scenarios/scenario.js';
import { sizesFor } from './sizes.js';
import type { BenchStack } from './stack/bench-stack.js';

/** They are slow, and of interest to the durable lane alone: the express lane's run has a glance at them. */
const MOST_BARE_WORKFLOWS = 400;

/** What one lane's turn gave. */
interface Turn {
  floors: FloorFigures[];
  results: ScenarioResult[];
}

/**
 * Measures the chosen scenarios of each lane beside the floors, each lane on a stack of its own that has just been
 * started: what one leaves behind is not in the way of the next.
 * @param withStack starts a stack, lets it be used, and stops it
 * @throws Error when an event is refused, or a program of the stack fails
 */
export async function bench(
  options: BenchOptions,
  withStack: <T>(use: (stack: BenchStack) => Promise<T>) => Promise<T>,
  onProgress: (message: string) => void,
): Promise<BenchReport> {
  const report: BenchReport = { options, machine: thisMachine(), floors: {}, results: [] };
  for (const lane of options.lanes) {
    const turn = await withStack((stack) => oneLane(stack, lane, options, onProgress));
    report.floors[lane] = turn.floors;
    report.results.push(...turn.results);
  }
  return report;
}

async function oneLane(
  stack: BenchStack,
  lane: Lane,
  options: BenchOptions,
  onProgress: (message: string) => void,
): Promise<Turn> {
  const record = await BenchRecord.open(stack.databaseUrl);
  try {
    const context = contextFor(stack, lane, options, record, onProgress);
    await warmUp(context);
    await measureFloors(context);
    if (options.profile !== undefined) await record.countStatements();
    const results = [];
    for (const name of options.scenarios) {
      const scenario = SCENARIOS[name];
      if (scenario.oncePerRun === true && lane !== options.lanes.at(-1)) continue;
      onProgress(`${lane}: ${name}`);
      results.push(...(await scenario.run(context)));
    }
    if (options.profile !== undefined) {
      const statements = await record.dearestStatements();
      await writeFile(join(options.profile, `statements-${lane}.json`), JSON.stringify(statements, null, 2));
    }
    return { floors: context.floors.figures, results };
  } finally {
    await record.close();
  }
}

function contextFor(
  stack: BenchStack,
  lane: Lane,
  options: BenchOptions,
  record: BenchRecord,
  onProgress: (message: string) => void,
): ScenarioContext {
  const sizes = sizesFor(lane, options.sizes);
  const meter = new CpuMeter(stack);
  const floors = new Floors({
    childOf: (floor) => stack.floor(floor),
    arrivals: stack.arrivals,
    meter,
    inFlight: { workflow: sizes['floor-in-flight'], pipeline: sizes['pipeline-in-flight'] },
  });
  return { lane, lanes: options.lanes, sizes, stack, floors, meter, record, onProgress };
}

/** Compilers, caches and connections of all that is measured. */
async function warmUp(context: ScenarioContext): Promise<void> {
  const { lane, sizes, floors, record, onProgress } = context;
  const count = sizes['warm-up'];
  onProgress(`${lane}: warming up with ${count} each`);
  const options = { name: 'warm-up', endpoints: oneTypeEach(sizes.endpoints), connections: sizes['in-flight'] };
  await onStage(context, options, async ({ tenant, load }) => {
    await load().closedByArrival(count, sizes['in-flight']);
    await record.settled(tenant.id);
  });
  await floors.warmUp('workflow', Math.min(count, MOST_BARE_WORKFLOWS));
  await floors.warmUp('pipeline', count);
}

/** Both, in every run and whatever its scenarios: a throughput says nothing without a floor of the same run. */
async function measureFloors({ lane, sizes, floors, onProgress }: ScenarioContext): Promise<void> {
  onProgress(`${lane}: the floors`);
  await floors.flood('workflow', Math.min(sizes.events, MOST_BARE_WORKFLOWS));
  await floors.flood('pipeline', sizes.events);
}
