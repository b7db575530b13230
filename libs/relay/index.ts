export { CommandSender } from './command-sender.js';
export { DurableLane } from './durable-lane.js';
export { type Lane } from './lane.js';
export { OutboxIntake } from './outbox-intake.js';
export { Reconciler, type ReconcilerOptions } from './reconciler.js';
export { Relay, type RelayOptions } from './relay.js';
export { WakeUpSender } from './wake-up-sender.js';
export { RelayLoop, type RelayLoopOptions } from './relay-loop.js';
