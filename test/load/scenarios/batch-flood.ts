import { Measurement } from './measurement.js';
import { oneTypeEach, onStage, type Scenario } from './scenario.js';

/** Many events to an HTTP call, calls as fast as they are answered. */
export const batchFlood: Scenario = {
  run: async (context) => {
    const { sizes } = context;
    const { events, batch } = sizes;
    const connections = sizes['batches-in-flight'];
    const endpoints = oneTypeEach(sizes.endpoints);
    return onStage(context, { name: 'batch-flood', endpoints, connections }, async ({ tenant, load }) => {
      const measurement = new Measurement(context, tenant.id);
      await measurement.round(() => load().batches(events, connections, batch));
      return [measurement.result('batch-flood')];
    });
  },
};
