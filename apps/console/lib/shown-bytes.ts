const ENCODER = new TextEncoder();
const BYTES_PER_LINE = 16;

/** A piece of a text: as it is, or a character that cannot be seen. */
export interface ShownPiece {
  text: string;
  hidden: boolean;
}

/** What stands for characters that cannot be seen, or not be told from others. */
const SIGNS: Record<string, string> = {
  '\n': '␊',
  '\r': '␍',
  '\t': '␉',
  '\u0000': '␀',
  '\u00A0': '⍽',
  '\uFEFF': 'BOM',
};
const HIDDEN = /([\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u00A0])/u;

/** How many bytes a text has in UTF-8. */
export function byteCount(text: string): number {
  return ENCODER.encode(text).length;
}

/** A text in pieces, with a sign for every character that cannot be seen. */
export function shownPieces(text: string): ShownPiece[] {
  return text
    .split(HIDDEN)
    .filter((piece) => piece !== '')
    .map((piece) => (HIDDEN.test(piece) ? { text: signOf(piece), hidden: true } : { text: piece, hidden: false }));
}

function signOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return SIGNS[character] ?? `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** A text as a hex dump: offset, sixteen bytes, and the same as ASCII. */
export function hexDump(text: string): string {
  const bytes = ENCODER.encode(text);
  const lines: string[] = [];
  for (let offset = 0; offset < bytes.length; offset += BYTES_PER_LINE) {
    const line = [...bytes.subarray(offset, offset + BYTES_PER_LINE)];
    const hex = line.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const ascii = line.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${offset.toString(16).padStart(6, '0')}  ${hex.padEnd(BYTES_PER_LINE * 3 - 1)}  ${ascii}`);
  }
  return lines.join('\n');
}
