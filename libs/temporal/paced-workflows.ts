import { changedSignal, pacedWorkflowId, type PacedInput, type PacedWorkflow } from '#libs/contracts';
import { defineSearchAttributeKey } from '@temporalio/common';
import type { TemporalLink } from './temporal-link.js';

/** What people see of a paced workflow in Temporal's list. */
const SUMMARIES: Record<PacedWorkflow, string> = {
  endpointGate: 'gate of endpoint',
  bulkOperation: 'bulk operation',
};

/** Starts and wakes paced workflows: the only place that does. */
export class PacedWorkflows {
  constructor(
    private readonly link: TemporalLink,
    private readonly taskQueue: string,
  ) {}

  /** Tells the workflow of a subject that the subject's row has changed; starts it where it does not run. */
  async wake(workflow: PacedWorkflow, subject: { id: string; tenantId: string }): Promise<void> {
    const input: PacedInput = { subjectId: subject.id };
    await this.link.call((client) =>
      client.workflow.signalWithStart(workflow, {
        workflowId: pacedWorkflowId(workflow, subject.id),
        taskQueue: this.taskQueue,
        args: [input],
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        signal: changedSignal,
        staticSummary: `${SUMMARIES[workflow]} ${subject.id} · tenant ${subject.tenantId}`,
        typedSearchAttributes: [
          { key: defineSearchAttributeKey('EverhookTenantId', 'KEYWORD'), value: subject.tenantId },
        ],
        priority: { fairnessKey: subject.tenantId },
      }),
    );
  }
}
