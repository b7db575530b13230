import {
  commandSignals,
  deliveryWorkflowId,
  engineMarkerWorkflowId,
  WORKFLOW_TYPES,
  type CommandKind,
  type DeliverWebhookInput,
  type SEARCH_ATTRIBUTES,
  type TaskQueues,
} from '#libs/contracts';
import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  type WorkflowStartOptions,
} from '@temporalio/client';
import { defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common';
import type { TemporalLink } from './temporal-link.js';

/** What Temporal is told of a delivery beside the workflow's input. */
export interface DeliveryLabels {
  tenantId: string;
  endpointId: string;
  eventType: string;
  /** The receiver's host, for people; never a path or query, which may hold credentials. */
  host: string;
}

type SearchAttribute = keyof typeof SEARCH_ATTRIBUTES;

/** With the longest type and tenant id the summary stays below the 400 bytes that Temporal takes. */
const SHOWN_HOST_CHARACTERS = 100;

/** Starts and signals delivery workflows: the only place that does. */
export class DeliveryWorkflows {
  constructor(
    private readonly link: TemporalLink,
    readonly queues: TaskQueues,
    private readonly prefix: string,
  ) {}

  /**
   * Starts a new delivery, eagerly: its first workflow task comes back with the answer where this process has a slot.
   * One that was started before, even if it has closed, counts as started.
   */
  async start(input: DeliverWebhookInput, labels: DeliveryLabels): Promise<void> {
    try {
      await this.link.call((client) =>
        client.workflow.start(WORKFLOW_TYPES.deliverWebhook, {
          ...this.options(input, labels),
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          requestEagerStart: true,
        }),
      );
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      // The row has moved since that start, which seemed to have failed: the run may wait for what is over.
      if ((input.stateVersion ?? 0) > 0) await this.wake(input.deliveryId);
    }
  }

  /**
   * Makes sure that a workflow stands behind a delivery: starts one unless it runs.
   * @param running what becomes of one that runs: it is left alone, or woken to look at its row
   */
  async ensureRunning(
    input: DeliverWebhookInput,
    labels: DeliveryLabels,
    running: 'leave' | 'wake' = 'leave',
  ): Promise<void> {
    try {
      await this.link.call((client) =>
        client.workflow.start(WORKFLOW_TYPES.deliverWebhook, {
          ...this.options(input, labels),
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          workflowIdConflictPolicy: 'FAIL',
        }),
      );
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      if (running === 'wake') await this.wake(input.deliveryId);
    }
  }

  /** Has a running workflow look at its row; a signal whose command is not there changes nothing else. */
  private async wake(deliveryId: string): Promise<void> {
    try {
      await this.link.call((client) =>
        client.workflow
          .getHandle(deliveryWorkflowId(deliveryId))
          .signal(commandSignals.policyChanged, { commandId: 'wake-up' }),
      );
    } catch (error) {
      // It has ended meanwhile.
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }

  /** Tells a delivery's workflow that a command waits for it; starts the workflow where none runs. */
  async command(
    kind: CommandKind,
    commandId: string,
    input: DeliverWebhookInput,
    labels: DeliveryLabels,
  ): Promise<void> {
    await this.link.call((client) =>
      client.workflow.signalWithStart(WORKFLOW_TYPES.deliverWebhook, {
        ...this.options(input, labels),
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        signal: commandSignals[kind],
        signalArgs: [{ commandId }],
      }),
    );
  }

  /**
   * The run id of the marker workflow: another one than before means that Temporal lost its data.
   * @returns null when no marker runs
   */
  async findMarker(): Promise<string | null> {
    try {
      const marker = await this.link.call((client) =>
        client.workflow.getHandle(engineMarkerWorkflowId(this.prefix)).describe(),
      );
      return marker.status.name === 'RUNNING' ? marker.runId : null;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return null;
      throw error;
    }
  }

  /** Starts the marker workflow, unless it runs. */
  async startMarker(): Promise<string> {
    const handle = await this.link.call((client) =>
      client.workflow.start(WORKFLOW_TYPES.engineMarker, {
        workflowId: engineMarkerWorkflowId(this.prefix),
        taskQueue: this.queues.deliveries,
        args: [],
        workflowIdConflictPolicy: 'USE_EXISTING',
        staticSummary: 'Everhook: tells whether Temporal still has its data',
      }),
    );
    return handle.firstExecutionRunId;
  }

  private options(
    input: DeliverWebhookInput,
    labels: DeliveryLabels,
  ): WorkflowStartOptions & { args: [DeliverWebhookInput] } {
    return {
      workflowId: deliveryWorkflowId(input.deliveryId),
      taskQueue: this.queues.deliveries,
      args: [input],
      staticSummary: `${labels.eventType} → ${labels.host.slice(0, SHOWN_HOST_CHARACTERS)} · tenant ${labels.tenantId}`,
      typedSearchAttributes: [
        keyword('EverhookTenantId', labels.tenantId),
        keyword('EverhookEndpointId', labels.endpointId),
        keyword('EverhookEventType', labels.eventType),
      ],
      priority: { fairnessKey: labels.tenantId },
    };
  }
}

function keyword(name: SearchAttribute, value: string): SearchAttributePair {
  return { key: defineSearchAttributeKey(name, 'KEYWORD'), value };
}
