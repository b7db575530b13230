/** Where a delivery stands. The last three are final until a command asks for more. */
export const DELIVERY_STATUSES = [
  'pending',
  'delivering',
  'waiting',
  'held',
  'succeeded',
  'failed',
  'cancelled',
] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];
export type FinalStatus = 'succeeded' | 'failed' | 'cancelled';

/**
 * Tells whether nothing more happens to a delivery by itself.
 * @param status its present status
 */
export function isFinal(status: DeliveryStatus): status is FinalStatus {
  return status === 'succeeded' || status === 'failed' || status === 'cancelled';
}

/** Why a delivery waits or is held. */
export const WAIT_REASONS = [
  'backoff',
  'scheduled',
  'rate-limit',
  'retry-after',
  'throttle',
  'breaker',
  'paused',
  'order',
  'exhausted',
  'manual',
] as const;
export type WaitReason = (typeof WAIT_REASONS)[number];

/** What kept an attempt from a 2xx answer. `http` is any status that is neither 2xx nor 3xx. */
export const ERROR_KINDS = [
  'dns',
  'connect',
  'tls',
  'timeout',
  'reset',
  'http',
  'redirect',
  'blocked-address',
  'internal',
] as const;
export type ErrorKind = (typeof ERROR_KINDS)[number];

/** What an attempt led to: the end, another attempt, or the end of trying. */
export const ATTEMPT_OUTCOMES = ['succeeded', 'retry', 'failed'] as const;
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];

/** What caused an attempt. */
export const ATTEMPT_TRIGGERS = ['schedule', 'redeliver', 'test', 'resume', 'release', 'replay'] as const;
export type AttemptTrigger = (typeof ATTEMPT_TRIGGERS)[number];

/**
 * Where an attempt runs: inside the workflow task (`local`, the cheapest), or as an activity of its own on one of two
 * task queues, so that slow receivers keep no slot from fast ones.
 */
export const ATTEMPT_MODES = ['local', 'normal', 'slow'] as const;
export type AttemptMode = (typeof ATTEMPT_MODES)[number];

/** What a person or an operation may ask of a delivery; `policyChanged` is a rule's: recompute the present wait. */
export const COMMAND_KINDS = ['redeliver', 'cancel', 'hold', 'release', 'reschedule', 'policyChanged'] as const;
export type CommandKind = (typeof COMMAND_KINDS)[number];

/**
 * The gate of an endpoint: `open`, `paused` by a person, `throttled` on the receiver's word, `broken` after failures in
 * a row, or `draining` what it held.
 */
export const GATE_STATES = ['open', 'paused', 'throttled', 'broken', 'draining'] as const;
export type GateState = (typeof GATE_STATES)[number];

/** The wait reasons of deliveries that the gate of their endpoint holds, and lets go. */
export const GATE_REASONS = ['paused', 'throttle', 'breaker', 'rate-limit'] as const satisfies readonly WaitReason[];
export type GateReason = (typeof GATE_REASONS)[number];

/** What becomes of a line whose head has no attempt left: it blocks, is parked and listed, or is skipped. */
export const ORDERING_POLICIES = ['block', 'park', 'skip'] as const;
export type OrderingPolicy = (typeof ORDERING_POLICIES)[number];

/** What a bulk operation does to each of its members: a command to a delivery, or a new delivery of an event. */
export const OPERATION_ACTIONS = ['redeliver', 'cancel', 'hold', 'release', 'reschedule', 'replay', 'recover'] as const;
export type OperationAction = (typeof OPERATION_ACTIONS)[number];

/** Where a bulk operation stands; the last two are final. */
export const OPERATION_STATUSES = ['running', 'paused', 'aborted', 'finished'] as const;
export type OperationStatus = (typeof OPERATION_STATUSES)[number];

/**
 * Who makes the first attempt of a delivery: `durable`, its workflow, which stands behind it from the first moment; or
 * `express`, the relay, and only what is not finished by it becomes a workflow.
 */
export const LANES = ['durable', 'express'] as const;
export type Lane = (typeof LANES)[number];
