/** The nonce that styles made at run time must carry: the content security policy of the page forbids all others. */
export function styleNonce(): string {
  return document.querySelector('meta[name="style-nonce"]')?.getAttribute('content') ?? '';
}
