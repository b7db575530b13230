import type { Lane } from '#libs/contracts';
import type { Floors } from '../floors/floors.js';
import { BenchTenant, type BenchEndpoint } from '../load/bench-tenant.js';
import { Poster } from '../load/poster.js';
import { ProductLoad } from '../load/product-load.js';
import type { BenchRecord } from '../measure/bench-record.js';
import type { CpuMeter } from '../measure/cpu-meter.js';
import type { ScenarioResult } from '../report/bench-report.js';
import type { SizeName } from '../sizes.js';
import type { BenchStack } from '../stack/bench-stack.js';

/** What a scenario works with. */
export interface ScenarioContext {
  lane: Lane;
  /** All lanes of the run: `soak` loads them at once. */
  lanes: readonly Lane[];
  sizes: Readonly<Record<SizeName, number>>;
  stack: BenchStack;
  floors: Floors;
  meter: CpuMeter;
  record: BenchRecord;
  onProgress: (message: string) => void;
}

/** One thing that is measured. */
export interface Scenario {
  /** Measures it; a scenario may have several results, such as one for each pace. */
  run: (context: ScenarioContext) => Promise<ScenarioResult[]>;
  /**
   * Whether a run of several lanes does it once, in the turn of the last: it loads all of them, or what it looks at is
   * the same in all.
   */
  oncePerRun?: boolean;
}

/** A tenant of its own for a scenario, so that none meets what another has left behind. */
export interface Stage {
  tenant: BenchTenant;
  /** To all types of the tenant, or to some. */
  load: (types?: readonly string[]) => ProductLoad;
  poster: Poster;
}

/** Makes the tenant `<name>-<lane>`, lets `work` post to it, and closes the connections. */
export async function onStage<T>(
  { stack, lane: ownLane }: ScenarioContext,
  options: { name: string; lane?: Lane; endpoints: readonly BenchEndpoint[]; connections: number },
  work: (stage: Stage) => Promise<T>,
): Promise<T> {
  const { name, lane = ownLane, endpoints, connections } = options;
  const { api, arrivals } = stack;
  const tenant = await BenchTenant.create(api, `${name}-${lane}`, lane, endpoints);
  const poster = new Poster(api.apiUrl, tenant.key, connections);
  try {
    return await work({
      tenant,
      poster,
      load: (types) => new ProductLoad({ tenant, poster, arrivals, ...(types === undefined ? {} : { types }) }),
    });
  } finally {
    await poster.close();
  }
}

/** `count` endpoints, each for a type of its own: each event is one delivery. */
export function oneTypeEach(count: number, endpoint: Partial<BenchEndpoint> = {}): BenchEndpoint[] {
  return Array.from({ length: count }, (_, index) => ({
    ...endpoint,
    name: `endpoint-${index}`,
    type: `order.created${index}`,
  }));
}
