export { bulkShare, type BulkShare } from './bulk-pace.js';
export { classify, type AttemptResult, type Classification } from './classify.js';
export { ended, held, type DeliveryChange, type DeliveryState } from './delivery-state.js';
export { describeDelivery } from './describe.js';
export { DEFAULT_DRAIN_RATE, drainRate, FASTEST_DRAIN_RATE } from './drain-rate.js';
export {
  afterAttempt,
  type EndpointGate,
  type GateAlert,
  type GateAttempt,
  type GateEffect,
  type GatePolicy,
} from './endpoint-gate.js';
export {
  BREAKER_OPENED,
  ENDPOINT_PAUSED,
  gate,
  rateLimited,
  TENANT_STOPPED,
  type EndpointState,
  type GateVerdict,
} from './gate.js';
export {
  eventTypeMatches,
  matchSubscription,
  type MatchableEvent,
  type MatchResult,
  type Subscription,
} from './match.js';
export { nextStep, type AttemptDecision } from './next-step.js';
export { parseRetryAfterMs } from './retry-after.js';
export { choosePolicy, obeyedRetryAfterMs, resolvePolicy } from './retry-policy.js';
export {
  LET_GO_BY_GATE,
  LET_GO_BY_LINE,
  transition,
  type DeliveryCommand,
  type PolicyInForce,
  type TransitionResult,
} from './transition.js';
export {
  DuplicateKeyError,
  maxDepth,
  sliceArray,
  sliceObject,
  type JsonElement,
  type JsonMember,
  type JsonObjectSlices,
  type SliceObjectOptions,
} from './json-slice.js';
export { BIN_GROWTH, percentileMs, type DurationHistogram } from './duration-histogram.js';
export { coverFrame, floorTime, statsFrame, type RolledUp, type RollUpPiece, type StatsFrame } from './stats-frame.js';
