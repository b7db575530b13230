import type { Cost } from '../measure/cpu-meter.js';
import type { ScenarioResult } from '../report/bench-report.js';
import { limitCpu } from '../stack/cpu-limit.js';
import type { ProductProgram } from '../stack/product-program.js';
import { Measurement } from './measurement.js';
import { oneTypeEach, onStage, type Scenario, type ScenarioContext, type Stage } from './scenario.js';

/** Slowed down, an event is under way for long: with fewer of them the workers would wait for the generator. */
const IN_FLIGHT = 128;
/** Rows that a relay has taken from the outbox. */
const RELAYED = 'everhook_relay_batch_size_sum';

/**
 * The same flood to one worker and to two, each of which may use a small share of a core: so the workers are what limits
 * it, and on a small machine, too, it shows whether a second one helps. Nothing crashes, so nothing may arrive twice.
 */
export const scaleOut: Scenario = {
  run: async (context) => {
    const { sizes, stack, record } = context;
    const options = { name: 'scale-out', endpoints: oneTypeEach(sizes.endpoints), connections: IN_FLIGHT };
    return onStage(context, options, async (stage) => {
      const one = await underLimit(context, stage, 'scale-out, one worker');
      const second = await stack.addWorker();
      try {
        // It has compiled nothing yet, and under its limit it would take long to.
        await stage.load().closedByArrival(sizes['warm-up'], IN_FLIGHT);
        await record.settled(stage.tenant.id);
        const two = await underLimit(context, stage, 'scale-out, two workers');
        two.details['two workers by one'] = (two.deliveredPerSecond ?? 0) / (one.deliveredPerSecond ?? 1);
        return [one, two];
      } finally {
        await stack.removeWorker(second);
      }
    });
  },
};

async function underLimit(context: ScenarioContext, { tenant, load }: Stage, name: string): Promise<ScenarioResult> {
  const { sizes, stack, meter, onProgress } = context;
  const workers = [...stack.runningWorkers];
  const measurement = new Measurement(context, tenant.id);
  const relayedBefore = await relayedBy(workers);
  const limits = await Promise.all(workers.map(({ pid }) => limitCpu(pid, sizes['cpu-percent'])));
  for (const end of limits) stack.beforeStop(end);
  onProgress(`${name}, each limited to ${sizes['cpu-percent']} % of a core`);
  let cost: Cost;
  let elapsedMs: number;
  try {
    const measured = await meter.during(() => load().closedByArrival(sizes['scale-out-events'], IN_FLIGHT));
    measurement.add(measured.result, measured.cost);
    ({ cost } = measured);
    ({ elapsedMs } = measured.result);
  } finally {
    await Promise.all(limits.map((end) => end()));
  }
  await measurement.settle();
  const relayed = await relayedBy(workers);
  const details = Object.fromEntries([
    ...relayed.map((rows, index) => [`outbox rows taken by worker ${index + 1}`, rows - (relayedBefore[index] ?? 0)]),
    ['cores used by the workers together', cost.cpuMs.worker / elapsedMs],
  ]) as Record<string, number>;
  const result = measurement.result(name, { details });
  if (result.duplicates > 0)
    result.failures.push(`${result.duplicates} deliveries arrived twice though nothing crashed`);
  return result;
}

async function relayedBy(workers: readonly ProductProgram[]): Promise<number[]> {
  return Promise.all(workers.map((worker) => worker.metric(RELAYED)));
}
