import { Measurement } from './measurement.js';
import { onStage, type Scenario } from './scenario.js';

/** One event to many endpoints; the next when all have it. */
export const fanOut: Scenario = {
  run: async (context) => {
    const { sizes } = context;
    const endpoints = Array.from({ length: sizes['fan-out-endpoints'] }, (_, index) => ({
      name: `endpoint-${index}`,
      type: 'order.created',
    }));
    return onStage(context, { name: 'fan-out', endpoints, connections: 1 }, async ({ tenant, load }) => {
      const measurement = new Measurement(context, tenant.id);
      await measurement.round(() => load().closedByArrival(sizes['fan-outs'], 1));
      return [measurement.result('fan-out')];
    });
  },
};
