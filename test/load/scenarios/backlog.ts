import { countOf, type RecordedState } from '../measure/bench-record.js';
import { nowMs } from '../measure/clock.js';
import { Measurement } from './measurement.js';
import { onStage, type Scenario } from './scenario.js';

/** As many as a request may have. */
const BATCH = 1_000;
const REQUESTS_IN_FLIGHT = 2;
/** The highest that a resume takes. */
const RATE_PER_SECOND = 1_000;

/** Everything due at once: an endpoint is paused, gets a backlog, and is resumed at the highest rate. */
export const backlog: Scenario = {
  run: async (context) => {
    const { sizes, record, onProgress } = context;
    const endpoints = [{ name: 'paused', type: 'order.created' }];
    const options = { name: 'backlog', endpoints, connections: REQUESTS_IN_FLIGHT };
    return onStage(context, options, async ({ tenant, load }) => {
      const measurement = new Measurement(context, tenant.id);
      await tenant.act('paused', 'pause', {});
      const postedMs = nowMs();
      let heldElapsedMs = 0;
      const areHeld = ({ inOutbox, deliveries }: RecordedState): boolean =>
        inOutbox === 0 && countOf(deliveries, (state) => state === 'held paused') === sizes.backlog;
      await measurement.round(() =>
        load().batches(sizes.backlog, REQUESTS_IN_FLIGHT, BATCH, {
          full: async () => {
            const state = await record.waitFor(tenant.id, areHeld);
            if (!areHeld(state)) throw new Error(`the pause does not hold all: ${JSON.stringify(state)}`);
            heldElapsedMs = nowMs() - postedMs;
            onProgress(`${sizes.backlog} are held: resuming`);
          },
          open: () => tenant.act('paused', 'resume', { ratePerSecond: RATE_PER_SECOND }),
        }),
      );
      const details = { 'held a second, from the first post': (sizes.backlog * 1_000) / heldElapsedMs };
      return [measurement.result('backlog', { details })];
    });
  },
};
