import { writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import type { BenchOptions } from './bench-options.js';
import { BenchRecord } from './bench-record.js';
import type { BenchReport, CpuFigures, Figures } from './bench-report.js';
import type { BenchStack } from './bench-stack.js';
import { CpuMeter, type ByProcess, type MeteredName } from './cpu-meter.js';
import type { FloorRequest, FloorResult } from './floor-program.js';
import { percentiles } from './percentiles.js';
import { ProductLoad, type ProductResult } from './product-load.js';
import { setUpProduct } from './product-set-up.js';

/** One part of one round, with what it cost. */
interface Measured<T> {
  result: T;
  cpuMs: ByProcess;
}

/** What one round gave. */
interface Round {
  floorFlood: Measured<FloorResult>;
  productFlood: Measured<ProductResult>;
  floorRate: Measured<FloorResult>;
  productRate: Measured<ProductResult>;
}

/** What a person who runs the product pays for. */
const OWN_PROCESSES: readonly MeteredName[] = ['api', 'worker', 'temporal', 'postgres'];
/** All that works for a delivery here. */
const PRODUCT_PROCESSES: readonly MeteredName[] = [...OWN_PROCESSES, 'receiver', 'generator'];
const FLOOR_PROCESSES: readonly MeteredName[] = ['floor', 'temporal'];

/**
 * Measures the bare floor and the product, turn by turn, on a stack that has just been started.
 * @throws Error when an event is refused, or a program of the stack fails
 */
export async function bench(
  stack: BenchStack,
  options: BenchOptions,
  onProgress: (message: string) => void,
): Promise<BenchReport> {
  const { key, eventTypes } = await setUpProduct(stack, options.endpoints);
  const { apiUrl, arrivals } = stack;
  const load = new ProductLoad({ apiUrl, key, eventTypes, arrivals, connections: options.inFlight });
  const record = await BenchRecord.open(stack.databaseUrl);
  try {
    onProgress(`warming up with ${options.warmUp} each`);
    await stack.floor.measure({ do: 'flood', count: options.warmUp, inFlight: options.floorInFlight });
    const warmUp = await load.flood(options.warmUp, options.inFlight);
    await record.settled();
    if (options.profile !== undefined) await record.countStatements();

    const meter = new CpuMeter(stack);
    const rounds: Round[] = [];
    for (let number = 1; number <= options.rounds; number += 1) {
      rounds.push(
        await oneRound(stack, load, record, meter, options, `round ${number} of ${options.rounds}`, onProgress),
      );
    }
    if (options.profile !== undefined) {
      const statements = await record.dearestStatements();
      await writeFile(join(options.profile, 'statements.json'), JSON.stringify(statements, null, 2));
    }
    const lost = [
      warmUp,
      ...rounds.flatMap(({ productFlood, productRate }) => [productFlood.result, productRate.result]),
    ]
      .flatMap((result) => result.lost)
      // One that was given up may have come after all.
      .filter((eventId) => !arrivals.has(eventId)).length;
    return {
      ...figures(options, rounds),
      peakMemoryMb: mapFigures(OWN_PROCESSES, (name) => meter.peakBytes[name] / 2 ** 20),
      events: { accepted: load.accepted, lost, duplicates: arrivals.duplicates, notSucceeded: await record.settled() },
    };
  } finally {
    await record.close();
    await load.close();
  }
}

async function oneRound(
  stack: BenchStack,
  load: ProductLoad,
  record: BenchRecord,
  meter: CpuMeter,
  options: BenchOptions,
  round: string,
  onProgress: (message: string) => void,
): Promise<Round> {
  const { rate: perSecond, inFlight, floorInFlight } = options;
  const flood = Math.ceil(options.events / options.rounds);
  const steady = Math.ceil((options.seconds * perSecond) / options.rounds);
  const floor = (request: FloorRequest): Promise<Measured<FloorResult>> => {
    onProgress(`${round}: floor, ${request.do} of ${request.count}`);
    return meter.during(() => stack.floor.measure(request));
  };
  const product = (what: string, work: () => Promise<ProductResult>): Promise<Measured<ProductResult>> => {
    onProgress(`${round}: product, ${what}`);
    return meter.during(async () => {
      const result = await work();
      await record.settled();
      return result;
    });
  };
  return {
    floorFlood: await floor({ do: 'flood', count: flood, inFlight: floorInFlight }),
    productFlood: await product(`flood of ${flood}`, () => load.flood(flood, inFlight)),
    floorRate: await floor({ do: 'rate', count: steady, perSecond }),
    productRate: await product(`rate of ${steady}`, () => load.rate(steady, perSecond)),
  };
}

function figures(options: BenchOptions, rounds: readonly Round[]): Omit<BenchReport, 'peakMemoryMb' | 'events'> {
  const floods = rounds.map(({ productFlood, floorFlood }) => {
    const productPerSecond = perSecond([productFlood.result.fromPostMs.length], [productFlood.result.elapsedMs]);
    const floorPerSecond = perSecond([floorFlood.result.latenciesMs.length], [floorFlood.result.elapsedMs]);
    return { productPerSecond, floorPerSecond, ratio: productPerSecond / floorPerSecond };
  });
  const productFloods = rounds.map(({ productFlood }) => productFlood);
  const productRates = rounds.map(({ productRate }) => productRate);
  const floorFloods = rounds.map(({ floorFlood }) => floorFlood);
  const floorRates = rounds.map(({ floorRate }) => floorRate);
  const productPerSecond = perSecond(
    productFloods.map(({ result }) => result.fromPostMs.length),
    productFloods.map(({ result }) => result.elapsedMs),
  );
  const floorPerSecond = perSecond(
    floorFloods.map(({ result }) => result.latenciesMs.length),
    floorFloods.map(({ result }) => result.elapsedMs),
  );
  const productCpu = (parts: Measured<ProductResult>[]): Figures =>
    cpuPer(PRODUCT_PROCESSES, parts, (result) => result.fromPostMs.length);
  const floorCpu = (parts: Measured<FloorResult>[]): Figures =>
    cpuPer(FLOOR_PROCESSES, parts, (result) => result.latenciesMs.length);
  const started = [...floorFloods, ...floorRates];
  return {
    options,
    machine: {
      cores: cpus().length,
      memoryMb: Math.round(totalmem() / 2 ** 20),
      platform: `${process.platform}-${process.arch}`,
      node: process.versions.node,
    },
    throughput: { productPerSecond, floorPerSecond, ratio: productPerSecond / floorPerSecond, rounds: floods },
    latencyMs: {
      productFromAccept: percentiles(productRates.flatMap(({ result }) => result.fromAcceptMs)),
      productFromPost: percentiles(productRates.flatMap(({ result }) => result.fromPostMs)),
      floor: percentiles(floorRates.flatMap(({ result }) => result.latenciesMs)),
    },
    cpuMsPerDelivery: {
      flood: withTotals(productCpu(productFloods), floorCpu(floorFloods)),
      rate: withTotals(productCpu(productRates), floorCpu(floorRates)),
    },
    floorStartsNotEager: started.reduce((sum, { result }) => sum + result.latenciesMs.length - result.eager, 0),
  };
}

function withTotals(product: Figures, floor: Figures): CpuFigures {
  const productTotal = sum(OWN_PROCESSES.map((name) => product[name] ?? 0));
  const floorTotal = sum(FLOOR_PROCESSES.map((name) => floor[name] ?? 0));
  return { product, floor, productTotal, floorTotal, ratio: floorTotal / productTotal };
}

function perSecond(counts: readonly number[], elapsedMs: readonly number[]): number {
  return (sum(counts) * 1000) / sum(elapsedMs);
}

function cpuPer<T>(
  names: readonly MeteredName[],
  parts: readonly Measured<T>[],
  countOf: (result: T) => number,
): Figures {
  const count = sum(parts.map(({ result }) => countOf(result)));
  return mapFigures(names, (name) => sum(parts.map(({ cpuMs }) => cpuMs[name])) / count);
}

function mapFigures(names: readonly MeteredName[], figureOf: (name: MeteredName) => number): Figures {
  return Object.fromEntries(names.map((name) => [name, figureOf(name)]));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
