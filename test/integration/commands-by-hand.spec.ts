import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ByHandCommand } from '#libs/contracts';
import { Receiver } from '../support/receiver.js';
import { TestEngine } from '../support/engine.js';

let engine: TestEngine;
let receiver: Receiver;
beforeAll(async () => {
  engine = await TestEngine.start();
  receiver = await Receiver.start();
});
afterAll(async () => {
  await engine.close();
  await receiver.close();
});

const byHand = (id: string, kind: ByHandCommand['kind'], attemptsSeen = 0): ByHandCommand => ({
  id,
  kind,
  attemptsSeen,
  actor: 'temporal-signal',
});

describe('a command that was given by hand', () => {
  it('counts once, however often its workflow tells of it', async () => {
    const endpointId = await engine.addEndpoint(receiver.url('/once'));
    const id = await engine.acceptAndFanOut(endpointId);
    const command = byHand('hand_run_0001', 'cancel');
    await engine.commands.applyCommands(id, [command], new Date());
    const { stateVersion } = await engine.delivery(id);
    await engine.commands.applyCommands(id, [command], new Date());
    expect(await engine.delivery(id)).toMatchObject({ status: 'cancelled', stateVersion, pendingCommands: 0 });
    expect(await engine.timelineOf(id)).toEqual([{ kind: 'cancel', detail: 'cancelled', actor: 'temporal-signal' }]);
  });

  it('is not lost when it meets the lease of an attempt that another run has in flight', async () => {
    const endpointId = await engine.addEndpoint(receiver.url('/leased'));
    const id = await engine.acceptAndFanOut(endpointId);
    const claimedAt = new Date();
    expect(await engine.attempts.claimAttempt(id, 1, claimedAt)).not.toBeNull();
    const told = await engine.commands.applyCommands(id, [byHand('hand_run_0001', 'cancel')], new Date());
    expect(told.kind).toBe('leased');
    expect(await engine.delivery(id)).toMatchObject({ status: 'delivering', pendingCommands: 1 });

    // The run that had it in flight died: nothing is sent after its lease, and the next look applies the command.
    const afterLease = new Date(claimedAt.getTime() + 60_000);
    expect(await engine.attempts.claimAttempt(id, 1, afterLease)).toBeNull();
    await engine.commands.applyCommands(id, [], afterLease);
    expect(await engine.delivery(id)).toMatchObject({ status: 'cancelled', pendingCommands: 0 });
    expect(receiver.requestsTo('/leased')).toHaveLength(0);
  });
});
