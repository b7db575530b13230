import type { ApplyCommandsInput, AttemptMode, DeliveryStep, RecordAttemptInput } from '#libs/contracts';
import {
  classify,
  gate,
  rateLimited,
  type AttemptDecision,
  type Classification,
  type DeliveryState,
  type EndpointGate,
  type GatePolicy,
} from '#libs/domain';
import type { EgressClient } from '#libs/egress';
import type { Logger, Metrics } from '#libs/observability';
import {
  attemptRecord,
  stepOf,
  toEndpointState,
  type AttemptHoldRepository,
  type AttemptRecord,
  type AttemptRepository,
  type ClaimedAttempt,
  type CommandRepository,
  type HoldResult,
  type PostResult,
  type SecretBox,
  type WriteResult,
} from '#libs/persistence';
import { RenderError } from '#libs/signing';
import { ApplicationFailure } from '@temporalio/common';
import { claimedState, decide, lateRecordOf, metOf, unrecordedOf } from './attempt-record.js';
import { attemptRequest, type AttemptRequest } from './attempt-request.js';
import { endpointRecord } from './endpoint-effect.js';
import type { EndpointTraffic } from './endpoint-traffic.js';
import { slotFor } from './rate-slot.js';

/** What attempts are made with. */
export interface AttemptDependencies {
  attempts: AttemptRepository;
  holds: AttemptHoldRepository;
  commands: CommandRepository;
  egress: EgressClient;
  secretBox: SecretBox;
  traffic: EndpointTraffic;
  /** How failures of an endpoint are answered. */
  gatePolicy: GatePolicy;
  metrics: Metrics;
  logger: Logger;
  /** Such as `Everhook/1.0.0`. */
  userAgent: string;
}

/** What can be done with the attempts of a delivery. Each answers with what its row says comes next. */
export interface AttemptMaker {
  /** Makes the attempt that was claimed, if everything that it has to pass lets it: the gate, its line, the rate limit. */
  make(claimed: ClaimedAttempt): Promise<DeliveryStep>;
  /** Writes down an attempt that was made, and whose first write failed. */
  recordAttempt(input: RecordAttemptInput): Promise<DeliveryStep>;
  /** Applies the commands that wait. */
  applyCommands(input: ApplyCommandsInput): Promise<DeliveryStep>;
}

/**
 * Makes attempts, for the workflows' activities and for the express lane alike.
 * @param deps repositories and clients; nothing here holds a state of its own
 * @param hasWorkflow whether it works for workflows: what a command moves then is theirs, else the relay goes on with it
 */
export function createAttemptMaker(deps: AttemptDependencies, hasWorkflow: boolean): AttemptMaker {
  const { attempts, holds, commands, traffic } = deps;

  /** What the row says comes next, after commands that wait were applied. */
  function present(deliveryId: string, endpointId: string): Promise<DeliveryStep> {
    return applyCommands({ deliveryId, endpointId, byHand: [] });
  }

  async function applyCommands(input: ApplyCommandsInput): Promise<DeliveryStep> {
    const { deliveryId, endpointId, byHand } = input;
    const result = await commands.applyCommands(deliveryId, byHand, new Date(), hasWorkflow);
    if (result.kind === 'not-found') {
      throw ApplicationFailure.nonRetryable(`delivery ${deliveryId} does not exist`, 'DeliveryNotFound');
    }
    const { state } = result;
    // A cancellation may carry a person's words, and no history may hold these.
    const told = state.status === 'cancelled' ? { ...state, because: 'its timeline tells why' } : state;
    return stepOf(told, result.stateVersion, traffic.modeFor(endpointId));
  }

  async function make(claimed: ClaimedAttempt): Promise<DeliveryStep> {
    const state = claimedState(claimed);
    const verdict = gate(toEndpointState(claimed.endpoint), state, Date.now());
    switch (verdict.kind) {
      case 'stop': {
        const written = await attempts.stopClaimed(claimed, verdict.change);
        return afterWrite(written, { ...state, ...verdict.change }, claimed);
      }
      case 'hold':
        return afterHold(
          await holds.holdClaimed(claimed, (row) => gate(toEndpointState(row), state, Date.now())),
          claimed,
        );
      case 'send':
        break;
    }
    if (claimed.forced) return send(claimed);
    const inLine = await holds.holdInLine(claimed);
    if (inLine !== null) return afterHold(inLine, claimed);
    if (claimed.endpoint.rate_limit_per_second === null) return send(claimed);
    const slot = await slotFor(holds, claimed, claimed.endpoint.rate_limit_per_second);
    switch (slot.kind) {
      case 'now':
        return send(claimed);
      case 'line':
        return afterHold(await holds.holdForRate(claimed), claimed);
      case 'later': {
        const because = rateLimited(claimed.endpoint.rate_limit_per_second);
        const written = await holds.waitForSlot(claimed, slot.slot, new Date(slot.wakeAtMs), because);
        const waits = { status: 'waiting', waitReason: 'rate-limit', nextAttemptAtMs: slot.wakeAtMs, because } as const;
        return afterWrite(written, { ...state, ...waits }, claimed);
      }
    }
  }

  function afterHold(result: HoldResult, claimed: ClaimedAttempt): Promise<DeliveryStep> {
    const state = claimedState(claimed);
    switch (result.kind) {
      case 'held':
        return afterWrite(result.written, { ...state, ...result.change }, claimed);
      case 'free':
        return afterWrite(result.written, { ...state, status: 'pending' }, claimed);
      case 'lost':
        return present(claimed.id, claimed.endpoint_id);
    }
  }

  /** Renders, posts, decides, records. */
  async function send(claimed: ClaimedAttempt): Promise<DeliveryStep> {
    const number = claimed.attempt_count + 1;
    const startedAt = new Date();
    if (number === 1 && claimed.next_trigger === 'schedule') {
      deps.metrics.firstAttemptStarted(startedAt.getTime() - claimed.event_accepted_at.getTime());
    }
    const { request, result } = await post(claimed, startedAt);
    const finishedAtMs = Date.now();
    const met = classify(result, finishedAtMs);
    traffic.observe(claimed.endpoint_id, result.durationMs, met.succeeded);
    const state = claimedState(claimed);
    const decision = decide(claimed, number, met, finishedAtMs);
    const attempt = {
      number,
      trigger: claimed.next_trigger,
      startedAtMs: startedAt.getTime(),
      outcome: decision.outcome,
      url: claimed.endpoint.url,
      requestHeaders: request?.shownHeaders ?? null,
    };
    const record = attemptRecord(attempt, result, met);
    const next = { ...state, ...decision.change };
    try {
      const written = await write(claimed, met, decision, record, finishedAtMs);
      log(claimed, record, decision);
      return await afterWrite(written, next, claimed);
    } catch (error) {
      // The request was made: from here on only the write may be repeated.
      deps.logger.error(
        { err: error, deliveryId: claimed.id, number },
        'attempt made, but its record could not be written',
      );
      return {
        kind: 'record',
        attempt: unrecordedOf(record, met),
        attemptCount: claimed.attempt_count,
        stateVersion: claimed.state_version,
        because: 'the attempt is being recorded',
      };
    }
  }

  /** One statement where nobody else is concerned, which is so for nearly every attempt that succeeds. */
  async function write(
    claimed: ClaimedAttempt,
    met: Classification,
    { change }: AttemptDecision,
    record: AttemptRecord,
    finishedAtMs: number,
  ): Promise<WriteResult | null> {
    const changes: (() => void)[] = [];
    const endpoint = endpointRecord(claimed, met, change, deps.gatePolicy, finishedAtMs, (gate, disabled) => {
      changes.push(() => logGate(claimed, gate, disabled));
    });
    if (endpoint === null && !claimed.ordered) return attempts.recordAttempt(claimed, change, record);
    const written = await attempts.recordForAll(claimed, change, record, endpoint);
    if (written !== null) for (const tell of changes) tell();
    return written;
  }

  async function post(
    claimed: ClaimedAttempt,
    at: Date,
  ): Promise<{ request: AttemptRequest | null; result: PostResult }> {
    let request: AttemptRequest;
    try {
      request = attemptRequest(claimed, deps.secretBox, at, deps.userAgent);
    } catch (error) {
      if (!(error instanceof RenderError))
        deps.logger.error({ err: error, deliveryId: claimed.id }, 'a request could not be made');
      const message =
        error instanceof RenderError ? error.message : 'the stored secrets or headers of the endpoint cannot be read';
      return { request: null, result: { kind: 'error', errorKind: 'internal', error: message, durationMs: 0 } };
    }
    const result = await deps.egress.post({
      url: claimed.endpoint.url,
      headers: request.headers,
      body: request.body,
      timeoutMs: claimed.endpoint.timeout_ms,
      ...(claimed.endpoint.ip_allow_list === null ? {} : { ipAllowList: claimed.endpoint.ip_allow_list }),
    });
    return { request, result };
  }

  /** The step after a write that was fenced by the claim's version. */
  async function afterWrite(
    written: WriteResult | null,
    next: DeliveryState,
    claimed: ClaimedAttempt,
  ): Promise<DeliveryStep> {
    // Fenced off by another run, or commands came while the attempt was in flight: the row tells what comes next.
    if (written === null || written.pendingCommands > 0) {
      return present(claimed.id, claimed.endpoint_id);
    }
    return stepOf(next, written.stateVersion, retryMode(claimed.endpoint_id));
  }

  async function recordAttempt(input: RecordAttemptInput): Promise<DeliveryStep> {
    const { deliveryId, endpointId, attempt, stateVersion } = input;
    const claimed = await attempts.findClaimed(deliveryId, stateVersion);
    // Written by an earlier try of this activity, or taken over by another run.
    if (claimed === null) return present(deliveryId, endpointId);
    const finishedAtMs = attempt.startedAtMs + attempt.durationMs;
    const met = metOf(attempt);
    const decision = decide(claimed, attempt.number, met, finishedAtMs);
    const record = lateRecordOf(attempt, decision);
    const written = await write(claimed, met, decision, record, finishedAtMs);
    log(claimed, record, decision);
    return afterWrite(written, { ...claimedState(claimed), ...decision.change }, claimed);
  }

  function retryMode(endpointId: string): AttemptMode {
    // Many retries may come due at once, and what is known of the endpoint now may be old by then.
    const mode = traffic.modeFor(endpointId);
    return mode === 'local' ? 'normal' : mode;
  }

  function logGate(claimed: ClaimedAttempt, { gate: state, because }: EndpointGate, disabled: string | null): void {
    const { tenant_id: tenantId, endpoint_id: endpointId, id: deliveryId } = claimed;
    if (disabled !== null) {
      deps.logger.warn({ tenantId, endpointId, deliveryId, because: disabled }, 'an endpoint was disabled');
      return;
    }
    deps.metrics.gateChanged(state);
    deps.logger.warn({ tenantId, endpointId, deliveryId, gate: state, because }, 'the gate of an endpoint has changed');
  }

  function log(claimed: ClaimedAttempt, record: AttemptRecord, decision: AttemptDecision): void {
    deps.metrics.attemptFinished({
      outcome: record.outcome,
      durationMs: record.durationMs,
      ...(record.errorKind === null ? {} : { errorKind: record.errorKind }),
    });
    deps.logger.info(
      {
        tenantId: claimed.tenant_id,
        endpointId: claimed.endpoint_id,
        eventId: claimed.event_id,
        eventType: claimed.event_type,
        deliveryId: claimed.id,
        number: record.number,
        trigger: record.trigger,
        outcome: record.outcome,
        statusCode: record.statusCode,
        errorKind: record.errorKind,
        durationMs: record.durationMs,
        remoteAddress: record.remoteAddress,
        nextAttemptAt: decision.change.nextAttemptAtMs ? new Date(decision.change.nextAttemptAtMs) : null,
        because: decision.change.because,
      },
      'attempt',
    );
  }

  return { make, recordAttempt, applyCommands };
}
