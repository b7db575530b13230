import type { GateReason, GateState } from '#libs/contracts';
import type { Classification } from './classify.js';
import { withRetryAfter } from './retry-policy.js';

/** The gate of an endpoint and what its last attempts have shown. Times are milliseconds since the epoch. */
export interface EndpointGate {
  gate: GateState;
  /** The wait reason of what it holds; null while it is open. */
  reason: GateReason | null;
  /** Why it is not open: one sentence. */
  because: string;
  /** Until when a throttle or a breaker holds; while a probe is out, when it counts as lost. */
  untilMs: number | null;
  /** The delivery that a breaker let through to try the receiver. */
  probeId: string | null;
  /** Failed attempts since the last that succeeded; without those on their way when the breaker opened. */
  consecutiveFailures: number;
  /** When the first of them failed. */
  failingSinceMs: number | null;
  /** The tenant was told that it fails. */
  failingAlerted: boolean;
}

/** How failures of an endpoint are answered. */
export interface GatePolicy {
  /** So many failed attempts in a row open the breaker. */
  breakerFailures: number;
  /** How long it stays open before the first probe, in milliseconds; each failed probe doubles it. */
  breakerCoolDownMs: number;
  /** An endpoint that fails for so long, in milliseconds, is disabled … */
  disableAfterMs: number;
  /** … if so many attempts have failed in that time. */
  disableAfterFailures: number;
}

/** The longest pause between two probes of a breaker. */
const LONGEST_COOL_DOWN_MS = 15 * 60_000;
/** A receiver that throttles without saying for how long is left alone for its delivery's backoff, but no longer. */
const LONGEST_UNASKED_THROTTLE_MS = 60_000;
/** The same where the delivery has no next attempt. */
const DEFAULT_THROTTLE_MS = 10_000;
/** The tenant is warned when so much of the time has passed after which a failing endpoint is disabled. */
const WARN_AFTER_SHARE = 0.5;
/** Answers with which a receiver, or what stands before it, asks to be left alone: RFC 9110 and RFC 6585. */
const THROTTLING_STATUSES = [429, 502, 504];

/** What the tenant is to be told. */
export type GateAlert = 'endpoint.failing' | 'endpoint.recovered' | 'endpoint.disabled';

/** What an attempt means for its endpoint. */
export interface GateEffect {
  /** The gate afterwards; the same object where nothing changed. */
  gate: EndpointGate;
  /** Why the endpoint is to be disabled; null when it is not. */
  disable: string | null;
  alerts: GateAlert[];
}

/** The attempt as the gate sees it. */
export interface GateAttempt {
  deliveryId: string;
  met: Classification;
  /** True when it was made although the breaker is open: as its probe. */
  isProbe: boolean;
  /** What `Retry-After` asks for, as far as the policy obeys it; 0 for nothing. */
  askedMs: number;
  /** How long the delivery waits now; null when it has no next attempt. */
  delayMs: number | null;
}

/**
 * Decides what an attempt means for the endpoint as a whole: failures in a row open the breaker, a success closes it;
 * 429, 502, 504 and 503 with `Retry-After` throttle; 410, or failing for too long, disables.
 * @param gate the gate before the attempt's record, under its lock
 * @param nowMs when the answer was complete
 */
export function afterAttempt(gate: EndpointGate, attempt: GateAttempt, policy: GatePolicy, nowMs: number): GateEffect {
  return attempt.met.succeeded ? afterSuccess(gate) : afterFailure(gate, attempt, attempt.met, policy, nowMs);
}

function afterSuccess(gate: EndpointGate): GateEffect {
  if (gate.consecutiveFailures === 0 && gate.gate !== 'broken') return { gate, disable: null, alerts: [] };
  const alerts: GateAlert[] = gate.failingAlerted ? ['endpoint.recovered'] : [];
  const healthy = { ...gate, consecutiveFailures: 0, failingSinceMs: null, failingAlerted: false };
  if (gate.gate !== 'broken') return { gate: healthy, disable: null, alerts };
  const because = 'the receiver answers again; what waited goes out in the order of its events';
  return { gate: { ...healthy, gate: 'draining', because, untilMs: null, probeId: null }, disable: null, alerts };
}

function afterFailure(
  before: EndpointGate,
  attempt: GateAttempt,
  met: Extract<Classification, { succeeded: false }>,
  policy: GatePolicy,
  nowMs: number,
): GateEffect {
  // A fault of ours says nothing about the receiver.
  if (met.errorKind === 'internal') return { gate: before, disable: null, alerts: [] };
  const failingSinceMs = before.failingSinceMs ?? nowMs;
  const failsForMs = nowMs - failingSinceMs;
  // What was on its way when the breaker opened says nothing new, and must not lengthen the pause after the next probe.
  const isLate = before.gate === 'broken' && !attempt.isProbe;
  const consecutiveFailures = before.consecutiveFailures + Number(!isLate);
  const counted = { ...before, consecutiveFailures, failingSinceMs };
  const disable = disableReason(counted, met, policy, failsForMs);
  if (disable !== null) return { gate: counted, disable, alerts: ['endpoint.disabled'] };
  const closed = close(counted, attempt, met, policy, nowMs);
  const failing =
    closed.gate === 'broken' ||
    (consecutiveFailures >= policy.disableAfterFailures && failsForMs >= policy.disableAfterMs * WARN_AFTER_SHARE);
  if (!failing || before.failingAlerted) return { gate: closed, disable: null, alerts: [] };
  return { gate: { ...closed, failingAlerted: true }, disable: null, alerts: ['endpoint.failing'] };
}

function disableReason(
  { consecutiveFailures }: EndpointGate,
  met: Extract<Classification, { succeeded: false }>,
  policy: GatePolicy,
  failsForMs: number,
): string | null {
  if (met.statusCode === 410) return 'the receiver answered 410: it wants no more';
  if (failsForMs < policy.disableAfterMs || consecutiveFailures < policy.disableAfterFailures) return null;
  return `every attempt has failed for ${spellDays(failsForMs)}, ${consecutiveFailures} in all; the last: ${met.error}`;
}

function close(
  gate: EndpointGate,
  attempt: GateAttempt,
  met: Extract<Classification, { succeeded: false }>,
  policy: GatePolicy,
  nowMs: number,
): EndpointGate {
  if (gate.gate === 'paused') return gate;
  const asksForMercy =
    met.statusCode !== undefined &&
    (THROTTLING_STATUSES.includes(met.statusCode) || (met.statusCode === 503 && met.retryAfterMs !== null));
  // 429 is a healthy receiver's word; the others may as well come from what stands before a dead one.
  if (gate.gate === 'broken' || (gate.consecutiveFailures >= policy.breakerFailures && met.statusCode !== 429)) {
    if (gate.gate === 'broken' && !attempt.isProbe) return gate;
    return broken(gate, met, policy, nowMs, attempt.askedMs);
  }
  return asksForMercy ? throttled(gate, attempt, met, nowMs) : gate;
}

function broken(
  gate: EndpointGate,
  { error }: { error: string },
  policy: GatePolicy,
  nowMs: number,
  askedMs: number,
): EndpointGate {
  // It may open after more failures than it takes, 429s for instance, and no probe has failed yet.
  const probes = gate.gate === 'broken' ? Math.max(0, gate.consecutiveFailures - policy.breakerFailures) : 0;
  const coolDownMs = Math.min(policy.breakerCoolDownMs * 2 ** Math.min(probes, 20), LONGEST_COOL_DOWN_MS);
  const untilMs = nowMs + Math.max(coolDownMs, askedMs);
  const because = `the breaker is open until ${new Date(untilMs).toISOString()}: ${gate.consecutiveFailures} attempts in a row have failed, the last: ${error}`;
  return { ...gate, gate: 'broken', reason: 'breaker', because, untilMs, probeId: null };
}

function throttled(
  gate: EndpointGate,
  { askedMs, delayMs }: GateAttempt,
  met: Extract<Classification, { succeeded: false }>,
  nowMs: number,
): EndpointGate {
  const unaskedMs = Math.min(delayMs ?? DEFAULT_THROTTLE_MS, LONGEST_UNASKED_THROTTLE_MS);
  const untilMs = Math.max(nowMs + (askedMs > 0 ? askedMs : unaskedMs), gate.untilMs ?? 0);
  const answer = askedMs > 0 ? withRetryAfter(met) : met.error;
  const because = `the endpoint is left alone until ${new Date(untilMs).toISOString()}: ${answer}`;
  return { ...gate, gate: 'throttled', reason: 'throttle', because, untilMs, probeId: null };
}

function spellDays(ms: number): string {
  const hours = ms / 3_600_000;
  return hours < 48 ? `${Math.floor(hours)} hours` : `${Math.floor(hours / 24)} days`;
}
