import { defineQuery, defineSignal } from '@temporalio/workflow';

/**
 * Workflows that move the row of a subject forward step by step: they hold nothing but the timer between two steps. By
 * their Temporal type.
 */
export type PacedWorkflow = 'endpointGate' | 'bulkOperation';

/** Input of every paced workflow. Ids only. */
export interface PacedInput {
  /** The endpoint, or the operation. */
  subjectId: string;
}

/** What comes after a step; `because` is one sentence for Temporal Web UI. */
export type PacedStep =
  /** The next step is due after so long, or when the row changes. */
  | { kind: 'again'; afterMs: number; because: string }
  /** There is nothing left to do: the workflow ends. A later change starts it again. */
  | { kind: 'stop'; because: string };

/** The activities behind paced workflows, by the workflow's type: each makes one step. */
export type PacedActivities = Record<PacedWorkflow, (input: PacedInput) => Promise<PacedStep>>;

/** Tells a paced workflow that its subject's row has changed. */
export const changedSignal = defineSignal('changed');

/** Answers where a paced workflow stands: the sentence of its last step. */
export const progressQuery = defineQuery<string>('progress');

/** The id of the workflow that moves a subject: one at a time for each. */
export function pacedWorkflowId(workflow: PacedWorkflow, subjectId: string): string {
  return workflow === 'endpointGate' ? `gate_${subjectId}` : subjectId;
}
