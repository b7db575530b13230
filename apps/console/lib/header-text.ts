/** Headers by name; a name that came several times has all its values. */
export type HeaderRecord = Record<string, string | string[]>;

const HEADER_LINE = /^\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*:\s?(.*?)\s*$/;

/**
 * Reads headers as people paste them: lines such as `name: value` (also out of curl, with `-H '…'` taken off, or with a
 * request line before them), or a JSON object.
 * @returns the headers, and the first line that is none
 */
export function parseHeaders(text: string): { headers: HeaderRecord; problem: string | null } {
  if (text.trimStart().startsWith('{')) return parseJsonHeaders(text);
  const headers: HeaderRecord = {};
  for (const line of text.split(/\r?\n/)) {
    const bare = line.replace(/^\s*(?:curl\b.*?)?(?:-H|--header)\s+(['"])(.*)\1\s*\\?\s*$/, '$2');
    if (bare.trim() === '' || /^\s*[A-Z]+ \S+( HTTP\/[\d.]+)?\s*$/.test(bare)) continue;
    const [, name, value] = HEADER_LINE.exec(bare) ?? [];
    if (name === undefined || value === undefined) return { headers, problem: `This is no header: ${line.trim()}` };
    add(headers, name, value);
  }
  return { headers, problem: null };
}

/** Headers as lines that {@link parseHeaders} reads. */
export function headerText(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}

function parseJsonHeaders(text: string): { headers: HeaderRecord; problem: string | null } {
  const headers: HeaderRecord = {};
  try {
    const parsed: unknown = JSON.parse(text);
    for (const [name, value] of Object.entries(parsed ?? {})) {
      const values: unknown[] = Array.isArray(value) ? value : [value];
      for (const one of values) add(headers, name, String(one));
    }
    return { headers, problem: null };
  } catch {
    return { headers, problem: 'This begins like a JSON object, but is none' };
  }
}

function add(headers: HeaderRecord, name: string, value: string): void {
  const before = Object.hasOwn(headers, name) ? headers[name] : undefined;
  const next = before === undefined ? value : [before, value].flat();
  // A header may be named like something that every object has.
  Object.defineProperty(headers, name, { value: next, enumerable: true, writable: true, configurable: true });
}
