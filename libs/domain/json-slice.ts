/**
 * Finds where the parts of a JSON text stand, so that they can be cut out exactly as they were written: numbers beyond
 * 2^53, number spelling, key order, escapes and white space are kept, which parsing and serialising again would lose.
 *
 * All functions expect text that `JSON.parse` accepts: call it first. They rely on that and look only at structure; what
 * they notice to be malformed is a {@link JsonSliceError}. Each runs in linear time and without recursion, so neither a
 * long text nor a deeply nested one can exhaust the stack. No Node module is used: safe inside workflows.
 */

/** One member of an object; offsets are UTF-16 indices into the text. */
export interface JsonMember {
  /** The key after unescaping: `"\u0061"` and `"a"` are both `a`. */
  key: string;
  /** Index of the key's opening quote. */
  keyStart: number;
  /** Index of the value's first character. */
  valueStart: number;
  /** Index after the value's last character: `text.slice(valueStart, valueEnd)` is the value as written. */
  valueEnd: number;
}

/** The members of one object, in the order of the text. */
export interface JsonObjectSlices {
  members: JsonMember[];
  /** Index after the object's closing brace. */
  end: number;
}

/** One element of an array: `text.slice(start, end)` is the element as written. */
export interface JsonElement {
  start: number;
  end: number;
}

/** Options of {@link sliceObject}. */
export interface SliceObjectOptions {
  /** Report a key that occurs twice as two members instead of refusing it. @default false */
  allowDuplicateKeys?: boolean;
}

/** The text is not what the caller said it is: not an object or array at that place, or not JSON. */
export class JsonSliceError extends Error {
  override readonly name = 'JsonSliceError';

  /**
   * @param message what was expected
   * @param position UTF-16 index in the text
   */
  constructor(
    message: string,
    readonly position: number,
  ) {
    super(`${message} at position ${position}`);
  }
}

/** An object names one key twice. RFC 8259 section 4 leaves the meaning open, so two readers may see two values. */
export class DuplicateKeyError extends Error {
  override readonly name = 'DuplicateKeyError';

  /**
   * @param key the key, unescaped
   * @param position UTF-16 index of its second occurrence
   */
  constructor(
    readonly key: string,
    readonly position: number,
  ) {
    super(`duplicate key ${JSON.stringify(key)} at position ${position}`);
  }
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/**
 * The members of the object that begins at `start` (white space before it is skipped); nested objects are not entered.
 *
 * @param text JSON that `JSON.parse` accepts
 * @param start index where the object begins. Default 0
 * @throws DuplicateKeyError when a key occurs twice in this object, compared after unescaping, unless allowed
 * @throws JsonSliceError when no object begins there
 */
export function sliceObject(text: string, start = 0, options: SliceObjectOptions = {}): JsonObjectSlices {
  const members: JsonMember[] = [];
  const seen = new Set<string>();
  let position = expect(text, skipWhitespace(text, start), OPEN_BRACE, 'an object');
  position = skipWhitespace(text, position);
  if (text.charCodeAt(position) === CLOSE_BRACE) return { members, end: position + 1 };
  for (;;) {
    const keyStart = skipWhitespace(text, position);
    if (text.charCodeAt(keyStart) !== QUOTE) throw new JsonSliceError('expected a key', keyStart);
    const keyEnd = endOfString(text, keyStart);
    const key = unescapeKey(text.slice(keyStart, keyEnd));
    if (seen.has(key) && options.allowDuplicateKeys !== true) throw new DuplicateKeyError(key, keyStart);
    seen.add(key);
    const valueStart = skipWhitespace(text, expect(text, skipWhitespace(text, keyEnd), COLON, '":"'));
    const valueEnd = endOfValue(text, valueStart);
    members.push({ key, keyStart, valueStart, valueEnd });
    position = skipWhitespace(text, valueEnd);
    if (text.charCodeAt(position) === CLOSE_BRACE) return { members, end: position + 1 };
    position = expect(text, position, COMMA, '"," or "}"');
  }
}

/**
 * The elements of the array that begins at `start` (white space before it is skipped).
 *
 * @param text JSON that `JSON.parse` accepts
 * @param start index where the array begins. Default 0
 * @throws JsonSliceError when no array begins there
 */
export function sliceArray(text: string, start = 0): JsonElement[] {
  const elements: JsonElement[] = [];
  let position = expect(text, skipWhitespace(text, start), OPEN_BRACKET, 'an array');
  position = skipWhitespace(text, position);
  if (text.charCodeAt(position) === CLOSE_BRACKET) return elements;
  for (;;) {
    const elementStart = skipWhitespace(text, position);
    const elementEnd = endOfValue(text, elementStart);
    elements.push({ start: elementStart, end: elementEnd });
    position = skipWhitespace(text, elementEnd);
    if (text.charCodeAt(position) === CLOSE_BRACKET) return elements;
    position = expect(text, position, COMMA, '"," or "]"');
  }
}

/**
 * How deep objects and arrays are nested: 0 for a string, number, boolean or null, 1 for `{}` and `[1]`, 2 for `[[]]`.
 *
 * @param text JSON that `JSON.parse` accepts
 * @throws JsonSliceError when a string does not end
 */
export function maxDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  let position = 0;
  while (position < text.length) {
    const code = text.charCodeAt(position);
    if (code === QUOTE) {
      position = endOfString(text, position);
      continue;
    }
    if (isOpening(code)) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (isClosing(code)) {
      depth -= 1;
    }
    position += 1;
  }
  return deepest;
}

function endOfValue(text: string, start: number): number {
  const code = text.charCodeAt(start);
  if (code === QUOTE) return endOfString(text, start);
  if (isOpening(code)) return endOfContainer(text, start);
  let position = start;
  while (position < text.length && !endsScalar(text.charCodeAt(position))) position += 1;
  if (position === start) throw new JsonSliceError('expected a value', start);
  return position;
}

/** Counts brackets instead of recursing; which kind closes which needs no check in text that `JSON.parse` accepted. */
function endOfContainer(text: string, start: number): number {
  let depth = 0;
  let position = start;
  while (position < text.length) {
    const code = text.charCodeAt(position);
    if (code === QUOTE) {
      position = endOfString(text, position);
      continue;
    }
    position += 1;
    if (isOpening(code)) depth += 1;
    else if (isClosing(code)) {
      depth -= 1;
      if (depth === 0) return position;
    }
  }
  throw new JsonSliceError('an object or array does not end', start);
}

function endOfString(text: string, start: number): number {
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote === -1) throw new JsonSliceError('a string does not end', start);
    // A quote is escaped by an odd run of backslashes; each run is counted once, so the whole stays linear.
    let run = quote;
    while (run > from && text.charCodeAt(run - 1) === BACKSLASH) run -= 1;
    if ((quote - run) % 2 === 0) return quote + 1;
    from = quote + 1;
  }
}

function unescapeKey(literal: string): string {
  if (!literal.includes('\\')) return literal.slice(1, -1);
  const key: unknown = JSON.parse(literal);
  return String(key);
}

function skipWhitespace(text: string, start: number): number {
  let position = start;
  while (isWhitespace(text.charCodeAt(position))) position += 1;
  return position;
}

function expect(text: string, position: number, code: number, what: string): number {
  if (text.charCodeAt(position) !== code) throw new JsonSliceError(`expected ${what}`, position);
  return position + 1;
}

/** The four characters of RFC 8259 section 2; past the end `charCodeAt` gives NaN, which is none of them. */
function isWhitespace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

function isOpening(code: number): boolean {
  return code === OPEN_BRACE || code === OPEN_BRACKET;
}

function isClosing(code: number): boolean {
  return code === CLOSE_BRACE || code === CLOSE_BRACKET;
}

function endsScalar(code: number): boolean {
  return code === COMMA || code === COLON || code === QUOTE || isOpening(code) || isClosing(code) || isWhitespace(code);
}
