import { FLOOR_OF_LANE } from '../floors/floors.js';
import { Measurement } from './measurement.js';
import { oneTypeEach, onStage, type Scenario } from './scenario.js';

/** More would only be waiting: what is late is late because of the product, not for want of a connection. */
const CONNECTIONS = 64;

/** A steady pace, however long each event takes: what latency is when the product is not full. */
export const rate: Scenario = {
  run: async (context) => {
    const { lane, sizes, floors } = context;
    const endpoints = oneTypeEach(sizes.endpoints);
    return onStage(context, { name: 'rate', endpoints, connections: CONNECTIONS }, async ({ tenant, load }) => {
      const paces = [
        [sizes['low-rate'], sizes.seconds],
        [sizes['high-rate'], sizes['high-rate-seconds']],
      ] as const;
      const results = [];
      for (const [perSecond, seconds] of paces) {
        const count = Math.ceil((seconds * perSecond) / sizes.rounds);
        const measurement = new Measurement(context, tenant.id);
        for (let round = 0; round < sizes.rounds; round += 1) {
          await floors.rate(FLOOR_OF_LANE[lane], perSecond, count);
          await measurement.round(() => load().openLoop(count, perSecond));
        }
        results.push(measurement.result(`rate ${perSecond}/s`, { perSecond }));
      }
      return results;
    });
  },
};
