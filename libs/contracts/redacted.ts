/**
 * What is shown, or logged, in place of a value that is secret. Sent back as the value of an endpoint's header it means:
 * keep what is stored.
 */
export const REDACTED = '[redacted]';
