import { condition, setCurrentDetails } from '@temporalio/workflow';

/**
 * Does nothing, for ever. Postgres remembers this workflow's run id; a Temporal that does not know the run any more has
 * lost its data, and the reconciler then starts every unfinished delivery again.
 */
export async function engineMarker(): Promise<void> {
  setCurrentDetails(
    'Everhook recognises by this run that Temporal still has its data. Terminating it makes Everhook check every unfinished delivery; nothing is lost or sent twice.',
  );
  await condition(() => false);
}
