import { RenderError } from './render-error.js';

/**
 * Brings JSON into the form that `JSON.stringify(JSON.parse(text))` gives. The result is a fixed point: a receiver that
 * parses it and serialises it again gets the same text.
 *
 * @throws RenderError when the text is not JSON, or has a number too large for JavaScript, which would turn into null
 */
export function canonicalJson(text: string): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RenderError('the data is not valid JSON');
  }
  const infinite = infiniteNumberPath(value);
  if (infinite !== null) {
    throw new RenderError(`the number at ${infinite} is too large for JavaScript: it would become Infinity, then null`);
  }
  try {
    return JSON.stringify(value);
  } catch {
    // JSON.stringify recurses, JSON.parse does not.
    throw new RenderError('the data is nested too deeply');
  }
}

interface Place {
  value: unknown;
  key: string;
  parent: Place | null;
}

/** The path of the first number that is not finite, or null; iterative, so depth does not matter. */
function infiniteNumberPath(root: unknown): string | null {
  const places: Place[] = [{ value: root, key: '$', parent: null }];
  for (let place = places.pop(); place !== undefined; place = places.pop()) {
    const { value } = place;
    if (typeof value === 'number' && !Number.isFinite(value)) return pathOf(place);
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, child] of Object.entries(value)) places.push({ value: child, key, parent: place });
  }
  return null;
}

function pathOf(place: Place): string {
  const keys: string[] = [];
  for (let at: Place | null = place; at !== null; at = at.parent) keys.unshift(at.key);
  return keys.join('.');
}
