import { changedSignal, pacedWorkflowId, type PacedInput, type PacedWorkflow } from '#libs/contracts';
import { Client } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import type { NativeConnection } from '@temporalio/worker';

/** A call that takes longer is given up and made again later. */
const CALL_TIMEOUT_MS = 10_000;

/** What people see of a paced workflow in Temporal's list. */
const SUMMARIES: Record<PacedWorkflow, string> = {
  endpointGate: 'gate of endpoint',
  bulkOperation: 'bulk operation',
};

/** Starts and wakes paced workflows: the only place that does. */
export class PacedWorkflows {
  private readonly client: Client;

  constructor(
    private readonly connection: NativeConnection,
    namespace: string,
    private readonly taskQueue: string,
  ) {
    this.client = new Client({ connection, namespace });
  }

  /** Tells the workflow of a subject that the subject's row has changed; starts it where it does not run. */
  async wake(workflow: PacedWorkflow, subject: { id: string; tenantId: string }): Promise<void> {
    const input: PacedInput = { subjectId: subject.id };
    await this.connection.withDeadline(Date.now() + CALL_TIMEOUT_MS, () =>
      this.client.workflow.signalWithStart(workflow, {
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
