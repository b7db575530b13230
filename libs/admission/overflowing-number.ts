/**
 * Tells whether a JSON text may hold a number beyond what a double holds (about 1.8e308), which JavaScript reads as
 * Infinity. Cheap, so that ordinary events are not looked at any further; a text for which it says no has none: with an
 * exponent of at most two digits such a number needs more than 200 digits before its point.
 * @param text JSON that `JSON.parse` accepts
 */
export function mayOverflow(text: string): boolean {
  return /[eE]\+?\d{3}|\d{200}/.test(text);
}
