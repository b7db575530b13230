/** All scenarios, in the order in which they run: what leaves most behind comes last. */
export const SCENARIO_NAMES = [
  'flood',
  'burst',
  'batch-flood',
  'rate',
  'fan-out',
  'failing-tenth',
  'slow-receiver',
  'backlog',
  'scale-out',
  'soak',
  'waiting',
] as const;

/** The name of a scenario, as `--only` takes it. */
export type ScenarioName = (typeof SCENARIO_NAMES)[number];

/** These limit the product, or take long: they run only when they are named. */
const NAMED_ONLY: readonly ScenarioName[] = ['scale-out', 'soak'];

/** What runs when no scenario is named. */
export const DEFAULT_SCENARIOS: readonly ScenarioName[] = SCENARIO_NAMES.filter((name) => !NAMED_ONLY.includes(name));
