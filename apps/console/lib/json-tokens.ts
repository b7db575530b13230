/** A piece of indented JSON and what it is. */
export interface JsonToken {
  kind: 'key' | 'string' | 'number' | 'word' | 'plain';
  text: string;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\]:,]/g;

/**
 * Indents JSON without reading its values, so that 1.0 stays 1.0 and a number beyond 2^53 keeps its digits.
 * @returns the pieces in their order; null when the text is not JSON
 */
export function jsonTokens(text: string): JsonToken[] | null {
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  const pieces = text.match(TOKEN) ?? [];
  const tokens: JsonToken[] = [];
  let depth = 0;
  const plain = (piece: string): void => void tokens.push({ kind: 'plain', text: piece });
  const lineBreak = (): void => {
    plain(`\n${'  '.repeat(depth)}`);
  };
  for (const [index, piece] of pieces.entries()) {
    const next = pieces[index + 1];
    if (piece === '{' || piece === '[') {
      plain(piece);
      depth += 1;
      if (next !== '}' && next !== ']') lineBreak();
    } else if (piece === '}' || piece === ']') {
      depth -= 1;
      const before = pieces[index - 1];
      if (before !== '{' && before !== '[') lineBreak();
      plain(piece);
    } else if (piece === ',') {
      plain(',');
      lineBreak();
    } else if (piece === ':') {
      plain(': ');
    } else if (piece.startsWith('"')) {
      tokens.push({ kind: next === ':' ? 'key' : 'string', text: piece });
    } else {
      tokens.push({ kind: /^[-\d]/.test(piece) ? 'number' : 'word', text: piece });
    }
  }
  return tokens;
}

/** JSON, indented, with every value spelled as it was; a text that is no JSON stays as it is. */
export function indentJson(text: string): string {
  return (
    jsonTokens(text)
      ?.map((token) => token.text)
      .join('') ?? text
  );
}
