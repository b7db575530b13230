export { classify, type AttemptResult, type Classification } from './classify.js';
export { type DeliveryChange, type DeliveryState, type EndpointState } from './delivery-state.js';
export { describeDelivery } from './describe.js';
export { gate, type GateVerdict } from './gate.js';
export { eventTypeMatches, matchSubscription, type MatchResult, type Subscription } from './match.js';
export { nextStep, type AttemptDecision } from './next-step.js';
export { parseRetryAfterMs } from './retry-after.js';
export { choosePolicy, resolvePolicy } from './retry-policy.js';
export { transition, type DeliveryCommand, type TransitionResult } from './transition.js';
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
