import { Measurement } from './measurement.js';
import { oneTypeEach, onStage, type Scenario } from './scenario.js';

/** Soon enough not to be most of the run; long enough to be a timer of its own. */
const RETRY_POLICY = { schedule: ['1s', '1s', '1s'] };

/** A flood in which the first attempt of every tenth event is answered 500; its retry comes a second later. */
export const failingTenth: Scenario = {
  run: async (context) => {
    const { sizes } = context;
    const endpoints = oneTypeEach(sizes.endpoints, { behaviour: 'tenth', settings: { retryPolicy: RETRY_POLICY } });
    const options = { name: 'failing-tenth', endpoints, connections: sizes['in-flight'] };
    return onStage(context, options, async ({ tenant, load }) => {
      const measurement = new Measurement(context, tenant.id);
      await measurement.round(() => load().closedByArrival(sizes['failing-events'], sizes['in-flight']));
      return [measurement.result('failing-tenth')];
    });
  },
};
