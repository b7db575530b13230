/**
 * Headers of a request, in lower case, that belong to the connection (RFC 9110, section 7.6.1) or that the request's own
 * form decides: neither an endpoint nor a profile may set them. `expect` would make the client wait for an interim answer.
 */
export const FRAMING_HEADERS = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'host',
  'content-length',
  'content-type',
] as const;
