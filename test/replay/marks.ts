/**
 * What must never enter a Temporal history, as the scenarios use it: words that stand nowhere else. Recorded histories
 * are searched for them, so they must stay as they are for as long as those files do.
 */
export const MARKS = {
  /** In the event's data. */
  payload: 'mark-payload-jane-doe',
  /** In the path of the endpoint's URL. */
  urlPath: 'mark-url-path',
  /** In the query of the endpoint's URL. */
  urlQuery: 'mark-url-query-token',
  /** The bytes of the endpoint's secret. */
  secret: 'mark-secret-0123456789ab',
  /** In a header of the endpoint's own. */
  header: 'mark-header-credential',
  /** In the receiver's answer. */
  answer: 'mark-answer-account-number',
  /** In the reason that a person gave for a cancellation. */
  reason: 'mark-reason-of-a-person',
} as const;

/** The secret as an endpoint with the profile `standard-webhooks` has it. */
export const SECRET = `whsec_${Buffer.from(MARKS.secret).toString('base64')}`;

/**
 * Searches a history for what must not be in it, also inside its payloads, which JSON shows in base64.
 * @param history a history as parsed JSON
 * @returns the names of the marks that were found
 */
export function marksIn(history: unknown): string[] {
  const text = readableText(history);
  const wanted = { ...MARKS, encodedSecret: SECRET.slice('whsec_'.length) };
  return Object.entries(wanted).flatMap(([name, mark]) => (text.includes(mark) ? [name] : []));
}

/** Everything that a person could read in a history, payloads decoded. */
export function readableText(history: unknown): string {
  return textsOf(history).join('\n');
}

/** Every text in a JSON value, as it stands and decoded where it may be base64. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value, Buffer.from(value, 'base64').toString()];
  if (typeof value !== 'object' || value === null) return [];
  return [...Object.keys(value), ...Object.values(value).flatMap(textsOf)];
}
