import { defineQuery, defineSignal } from '@temporalio/workflow';
import type {
  AttemptMode,
  AttemptTrigger,
  CommandKind,
  DeliveryStatus,
  ErrorKind,
  FinalStatus,
  WaitReason,
} from './delivery.js';

/** Workflow types, as Temporal knows them. */
export const WORKFLOW_TYPES = {
  deliverWebhook: 'deliverWebhook',
  engineMarker: 'engineMarker',
  endpointGate: 'endpointGate',
  bulkOperation: 'bulkOperation',
} as const;

/** The names of the task queues of one installation. */
export interface TaskQueues {
  /** Workflow tasks and the local activities inside them. */
  deliveries: string;
  /** First and later attempts that must not occupy a workflow-task slot. */
  attempts: string;
  /** The same for endpoints that are slow or failing. */
  attemptsSlow: string;
}

/**
 * Builds the names of the task queues.
 * @param prefix keeps two installations in one namespace apart
 */
export function taskQueues(prefix: string): TaskQueues {
  return {
    deliveries: `${prefix}-deliveries`,
    attempts: `${prefix}-attempts`,
    attemptsSlow: `${prefix}-attempts-slow`,
  };
}

/** The workflow id of a delivery is the delivery's id. */
export function deliveryWorkflowId(deliveryId: string): string {
  return deliveryId;
}

/** The workflow whose run id tells whether Temporal still has its data. */
export function engineMarkerWorkflowId(prefix: string): string {
  return `${prefix}-engine-marker`;
}

/** Search attributes of every delivery workflow, with their types; written at the start and never updated. */
export const SEARCH_ATTRIBUTES = {
  EverhookTenantId: 'Keyword',
  EverhookEndpointId: 'Keyword',
  EverhookEventType: 'Keyword',
} as const;

/** How far a delivery has come: what the workflow needs to go on, and what Temporal Web UI shows. */
export interface DeliveryProgress {
  /** Attempts recorded so far. */
  attemptCount: number;
  /** The row's version when this was written: the fence of every later write. */
  stateVersion: number;
  /** One sentence without personal data: what happened last and what comes next. */
  because: string;
}

/** What a delivery does next. Every activity of `deliverWebhook` answers with one. */
export type DeliveryStep = DeliveryProgress &
  (
    | { kind: 'attempt'; mode: AttemptMode }
    | { kind: 'wait'; untilMs: number; reason: WaitReason | 'lease'; mode: AttemptMode }
    | { kind: 'hold'; reason: WaitReason }
    | { kind: 'record'; attempt: UnrecordedAttempt }
    | { kind: 'stop'; status: FinalStatus }
  );

/** An attempt that was made but could not be written down: enough to write it later, without any payload. */
export interface UnrecordedAttempt {
  number: number;
  trigger: AttemptTrigger;
  startedAtMs: number;
  durationMs: number;
  statusCode?: number;
  errorKind?: ErrorKind;
  error?: string;
  retryAfterMs?: number;
}

/** Input of `deliverWebhook`. Ids and numbers only: no payload, URL or secret enters a history. */
export interface DeliverWebhookInput {
  deliveryId: string;
  endpointId: string;
  /** The number that the next attempt will have. */
  attemptNumber: number;
  /** The row's version when the run was started; default 0, a new delivery. */
  stateVersion?: number;
  /** Where the first attempt of this run is made. */
  mode: AttemptMode;
  /** When set, the run waits so long before its first attempt (milliseconds since the epoch). */
  waitUntilMs?: number;
  /** Why it waits; given with `waitUntilMs`. */
  waitReason?: WaitReason;
  /** The same in a sentence, for Temporal Web UI. */
  because?: string;
  queues: TaskQueues;
}

export interface AttemptDeliveryInput {
  deliveryId: string;
  /** Whose attempts in flight are counted. */
  endpointId: string;
  /** The state version that this run saw last. */
  stateVersion: number;
  /** The number of the attempt to make; a recorded one is answered from its record and not sent again. */
  number: number;
}

export interface ApplyCommandsInput {
  deliveryId: string;
  endpointId: string;
  /** Commands that someone sent by hand as signals without a command row. */
  byHand: ByHandCommand[];
}

export interface RecordAttemptInput {
  deliveryId: string;
  endpointId: string;
  attempt: UnrecordedAttempt;
  stateVersion: number;
}

/** A command that came without a row: from Temporal Web UI or the `temporal` command. */
export interface ByHandCommand {
  /** Distinct for each, and the same whenever the run tells of it: what it is written down by. */
  id: string;
  kind: CommandKind;
  /** Attempts that the run knew of when the command came: one more since means that it met an attempt in flight. */
  attemptsSeen: number;
  /** Who is named in the timeline. */
  actor: 'temporal-signal' | 'temporal-cancel';
  /** With `reschedule`: when to send, milliseconds since the epoch. */
  untilMs?: number;
}

/** The activities that `deliverWebhook` calls. */
export interface DeliverWebhookActivities {
  attemptDelivery(input: AttemptDeliveryInput): Promise<DeliveryStep>;
  recordAttempt(input: RecordAttemptInput): Promise<DeliveryStep>;
  applyCommands(input: ApplyCommandsInput): Promise<DeliveryStep>;
}

/** What a signal carries: the id of the command's row. Sent by hand, it may carry nothing, or what the command needs. */
export interface CommandSignal {
  commandId?: string;
  /** Of a `reschedule` sent by hand: RFC 3339. */
  at?: string;
}

/** One signal per command kind; the name is the kind. */
export const commandSignals: Record<CommandKind, ReturnType<typeof defineSignal<[CommandSignal?]>>> = {
  redeliver: defineSignal<[CommandSignal?]>('redeliver'),
  cancel: defineSignal<[CommandSignal?]>('cancel'),
  hold: defineSignal<[CommandSignal?]>('hold'),
  release: defineSignal<[CommandSignal?]>('release'),
  reschedule: defineSignal<[CommandSignal?]>('reschedule'),
  policyChanged: defineSignal<[CommandSignal?]>('policyChanged'),
};

/** What the query `deliveryState` answers. */
export interface DeliveryState {
  status: DeliveryStatus;
  attemptCount: number;
  because: string;
  waitReason?: WaitReason | 'lease';
  /** RFC 3339. */
  nextAttemptAt?: string;
}

export const deliveryStateQuery = defineQuery<DeliveryState>('deliveryState');
