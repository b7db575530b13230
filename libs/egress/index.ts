export { EgressClient, type EgressOptions, type EgressRequest } from './egress-client.js';
export { openEgress, type EgressSettings } from './open-egress.js';
export { type EgressErrorKind } from './egress-error.js';
export { type EgressFailure, type EgressResponse, type EgressResult } from './egress-result.js';
export { cidrProblem } from './ip-network.js';
export { type ResolvedAddress, type Resolver } from './resolver.js';
export { urlProblem, type UrlRules } from './url-problem.js';
