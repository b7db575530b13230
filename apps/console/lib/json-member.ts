const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g;

/**
 * The text of one member of a JSON object, exactly as it is written: parsing would change numbers beyond 2^53.
 * @param text valid JSON, an object
 * @param name the member's name
 * @returns null when the object has no such member
 */
export function jsonMember(text: string, name: string): string | null {
  const wanted = JSON.stringify(name);
  let depth = 0;
  let startsAt: number | null = null;
  let key: string | null = null;
  for (const match of text.matchAll(TOKEN)) {
    const [token] = match;
    if (token === '}' || token === ']') depth -= 1;
    if (startsAt !== null && ((depth === 1 && token === ',') || depth === 0)) {
      return text.slice(startsAt, match.index).trim();
    }
    if (depth === 1 && startsAt === null) {
      if (token === ':' && key === wanted) startsAt = match.index + 1;
      key = token.startsWith('"') ? token : null;
    }
    if (token === '{' || token === '[') depth += 1;
  }
  return null;
}
