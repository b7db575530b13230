import { shareOf } from '../measure/cpu-meter.js';
import { Measurement } from './measurement.js';
import { onStage, type Scenario } from './scenario.js';

const FAST_PER_SECOND = 20;
/** At two seconds an answer this is ten of its attempts in flight: busy, and no more than one endpoint may have. */
const SLOW_PER_SECOND = 5;
const CONNECTIONS = 32;

/** A steady pace to one endpoint that answers at once beside one that takes two seconds: the first must not suffer. */
export const slowReceiver: Scenario = {
  run: async (context) => {
    const { sizes, meter } = context;
    const endpoints = [
      { name: 'fast', type: 'order.created' },
      { name: 'slow', type: 'order.shipped', behaviour: 'slow' as const },
    ];
    return onStage(
      context,
      { name: 'slow-receiver', endpoints, connections: CONNECTIONS },
      async ({ tenant, load }) => {
        const fast = new Measurement(context, tenant.id);
        const slow = new Measurement(context, tenant.id);
        const { result, cost } = await meter.during(async () => {
          const results = await Promise.all([
            load(['order.created']).openLoop(Math.ceil(sizes.seconds * FAST_PER_SECOND), FAST_PER_SECOND),
            load(['order.shipped']).openLoop(Math.ceil(sizes.seconds * SLOW_PER_SECOND), SLOW_PER_SECOND),
          ]);
          await fast.settle();
          await slow.settle();
          return results;
        });
        const [toFast, toSlow] = result;
        const whole = toFast.fromPostMs.length + toSlow.fromPostMs.length;
        fast.add(toFast, shareOf(cost, toFast.fromPostMs.length, whole));
        slow.add(toSlow, shareOf(cost, toSlow.fromPostMs.length, whole));
        return [
          fast.result('slow-receiver, the fast', { perSecond: FAST_PER_SECOND }),
          slow.result('slow-receiver, the slow', { perSecond: SLOW_PER_SECOND }),
        ];
      },
    );
  },
};
