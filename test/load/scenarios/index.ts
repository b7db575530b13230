import type { ScenarioName } from '../scenario-names.js';
import { backlog } from './backlog.js';
import { batchFlood } from './batch-flood.js';
import { burst } from './burst.js';
import { failingTenth } from './failing-tenth.js';
import { fanOut } from './fan-out.js';
import { flood } from './flood.js';
import { rate } from './rate.js';
import { scaleOut } from './scale-out.js';
import type { Scenario } from './scenario.js';
import { slowReceiver } from './slow-receiver.js';
import { soak } from './soak.js';
import { waiting } from './waiting.js';

/** What each name stands for. */
export const SCENARIOS: Readonly<Record<ScenarioName, Scenario>> = {
  flood,
  burst,
  'batch-flood': batchFlood,
  rate,
  'fan-out': fanOut,
  'failing-tenth': failingTenth,
  'slow-receiver': slowReceiver,
  backlog,
  waiting,
  'scale-out': scaleOut,
  soak,
};
