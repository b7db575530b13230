import type { Lane } from '#libs/contracts';
import type { LoadResult } from '../load/product-load.js';
import { shareOf } from '../measure/cpu-meter.js';
import { Measurement } from './measurement.js';
import { oneTypeEach, onStage, type Scenario, type ScenarioContext } from './scenario.js';

const EVENTS_PER_SECOND: Readonly<Record<Lane, number>> = { durable: 40, express: 100 };
const CONNECTIONS = 64;
const MINUTE_MS = 60_000;
/** Held against the limit. */
const LIMITED = ['api', 'worker'] as const;

/** All lanes of the run at once, at a steady pace for long: does memory stay where it should? */
export const soak: Scenario = {
  oncePerRun: true,
  run: async (context) => {
    const { lanes, sizes, meter } = context;
    const memory: Record<string, number> = {};
    const { result: soaked, cost } = await meter.during(async () => {
      const watch = watchMemory(context, memory);
      try {
        return await Promise.all(lanes.map((lane) => steadily(context, lane)));
      } finally {
        watch.stop();
      }
    });
    const limitMb = sizes['memory-limit-mb'];
    const failures = LIMITED.flatMap((name) => {
      const peakMb = cost.peakBytes[name] / 2 ** 20;
      return peakMb > limitMb ? [`${name} has held ${peakMb.toFixed(0)} MB, more than ${limitMb}`] : [];
    });
    const whole = soaked.reduce((sum, { load }) => sum + load.fromPostMs.length, 0);
    return soaked.map(({ lane, measurement, load }, index) => {
      measurement.add(load, shareOf(cost, load.fromPostMs.length, whole));
      return measurement.result(`soak ${EVENTS_PER_SECOND[lane]}/s`, {
        lane,
        // Of the programs, not of a lane: said once.
        ...(index === soaked.length - 1 ? { details: memory, failures } : {}),
      });
    });
  },
};

/** What one lane's load gave; its cost is not known apart. */
interface Soaked {
  lane: Lane;
  measurement: Measurement;
  load: LoadResult;
}

async function steadily(context: ScenarioContext, lane: Lane): Promise<Soaked> {
  const { sizes } = context;
  const endpoints = oneTypeEach(sizes.endpoints);
  return onStage(context, { name: 'soak', lane, endpoints, connections: CONNECTIONS }, async ({ tenant, load }) => {
    const measurement = new Measurement(context, tenant.id);
    const perSecond = EVENTS_PER_SECOND[lane];
    const result = await load().openLoop(Math.ceil(sizes.minutes * 60 * perSecond), perSecond);
    await measurement.settle();
    return { lane, measurement, load: result };
  });
}

/** Notes and tells each minute what api and worker hold. */
function watchMemory({ meter, onProgress }: ScenarioContext, memory: Record<string, number>): { stop: () => void } {
  let minute = 0;
  const look = (): void => {
    minute += 1;
    const usages = meter.look();
    if (usages === undefined) return;
    const held = LIMITED.map((name) => [name, usages[name].memoryBytes / 2 ** 20] as const);
    for (const [name, megabytes] of held) memory[`${name} MB after ${minute} min`] = megabytes;
    onProgress(`minute ${minute}: ${held.map(([name, megabytes]) => `${name} ${megabytes.toFixed(0)} MB`).join(', ')}`);
  };
  const timer = setInterval(look, MINUTE_MS);
  return { stop: () => clearInterval(timer) };
}
