/**
 * Decodes base64 strictly: RFC 4648 section 4 with padding and without stray bits, because receivers' decoders differ in
 * what else they accept, and Node's accepts anything.
 *
 * @returns null when the text is not that, or is empty
 */
export function decodeBase64(text: string): Buffer | null {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}

/**
 * Decodes pairs of hex digits in either case.
 *
 * @returns null when the text is not that, or is empty
 */
export function decodeHex(text: string): Buffer | null {
  return /^(?:[0-9a-fA-F]{2})+$/.test(text) ? Buffer.from(text, 'hex') : null;
}
