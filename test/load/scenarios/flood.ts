import { FLOOR_OF_LANE } from '../floors/floors.js';
import { Measurement } from './measurement.js';
import { oneTypeEach, onStage, type Scenario } from './scenario.js';

/**
 * As many as go, with a fixed number of events in flight from post to arrival. Floor and product take turns: whatever
 * else the machine does, and the growth of the databases, falls on both.
 */
export const flood: Scenario = {
  run: async (context) => {
    const { lane, sizes, floors } = context;
    const endpoints = oneTypeEach(sizes.endpoints);
    const count = Math.ceil(sizes.events / sizes.rounds);
    return onStage(context, { name: 'flood', endpoints, connections: sizes['in-flight'] }, async ({ tenant, load }) => {
      const measurement = new Measurement(context, tenant.id);
      for (let round = 0; round < sizes.rounds; round += 1) {
        await floors.flood(FLOOR_OF_LANE[lane], count);
        await measurement.round(() => load().closedByArrival(count, sizes['in-flight']));
      }
      return [measurement.result('flood')];
    });
  },
};
