import { isIP } from 'node:net';
import { AddressGuard } from './address-guard.js';
import { portProblem } from './blocked-ports.js';

/** The part of the configuration that says which URLs may be registered. */
export interface UrlRules {
  /** Whether `http:` is allowed beside `https:`. */
  allowHttp: boolean;
  /** Ranges opened beyond public addresses, e.g. `127.0.0.0/8`. */
  allowedNetworks: string[];
}

/** The host of a parsed URL as the resolver and `node:net` want it: no brackets, no dot at the end. */
export function dialHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

/**
 * Why a text cannot be the URL of an endpoint, in words for the one who registers it; null when it can. Addresses are
 * judged in every spelling that the URL standard knows (`0x7f.1`, `2130706433`, `0177.0.0.1`, `[::ffff:7f00:1]`, full-width
 * digits), names only by what they say: what a name leads to is checked when it is dialled, every time.
 *
 * @throws RangeError for an entry of `allowedNetworks` that is no range.
 */
export function urlProblem(text: string, rules: UrlRules): string | null {
  // The URL standard drops these without a word, so the URL that is stored would not be the one that is called.
  if (/[\s\p{Cc}]/u.test(text)) return 'it contains white space or control characters';
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url) return 'it is not a URL';
  const guard = new AddressGuard(rules.allowedNetworks);
  return schemeProblem(url, rules.allowHttp) ?? formProblem(url) ?? portProblem(url.port) ?? hostProblem(url, guard);
}

/** Why the scheme is not allowed; null when it is. */
export function schemeProblem(url: URL, allowHttp: boolean): string | null {
  if (url.protocol === 'https:') return null;
  if (url.protocol !== 'http:') return `${url.protocol} is not a scheme for webhooks: use https:`;
  return allowHttp ? null : 'http: is not allowed here: use https:';
}

/** What a URL for webhooks may not carry although the URL standard allows it; null when there is nothing of it. */
export function formProblem(url: URL): string | null {
  if (url.username !== '' || url.password !== '') {
    return 'it carries a user name or password: use the endpoint’s headers for credentials';
  }
  return url.href.includes('#') ? 'it has a fragment (#…), which is never sent' : null;
}

function hostProblem(url: URL, guard: AddressGuard): string | null {
  const host = dialHost(url);
  if (host === '') return 'it names no host';
  if (isIP(host) !== 0) return guard.problem(host);
  // RFC 6761, 6.3: these names are loopback wherever they are resolved.
  if (host === 'localhost' || host.endsWith('.localhost')) {
    const loopbackIsOpen = guard.problem('127.0.0.1') === null || guard.problem('::1') === null;
    return loopbackIsOpen ? null : `${host} is a loopback address`;
  }
  return null;
}
