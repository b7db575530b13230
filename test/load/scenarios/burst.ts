import { Measurement } from './measurement.js';
import { oneTypeEach, onStage, type Scenario } from './scenario.js';

/** Single posts as fast as they are answered: what the API accepts while the worker follows as it can. */
export const burst: Scenario = {
  run: async (context) => {
    const { sizes } = context;
    const endpoints = oneTypeEach(sizes.endpoints);
    return onStage(context, { name: 'burst', endpoints, connections: sizes['in-flight'] }, async ({ tenant, load }) => {
      const measurement = new Measurement(context, tenant.id);
      await measurement.round(() => load().closedByAnswer(sizes.events, sizes['in-flight']));
      return [measurement.result('burst')];
    });
  },
};
