/**
 * A JSON object of which some values are written already, and keep their spelling: 1.0 stays 1.0, and a number beyond
 * 2^53 keeps its digits.
 * @param fields values to be written; what is undefined is left out
 * @param raw JSON texts, each checked to be JSON
 */
export function rawJsonObject(fields: Record<string, unknown>, raw: Record<string, string | undefined>): string {
  const members = [
    ...Object.entries(fields).flatMap(([name, value]) =>
      value === undefined ? [] : [`${JSON.stringify(name)}:${JSON.stringify(value)}`],
    ),
    ...Object.entries(raw).flatMap(([name, text]) => (text === undefined ? [] : [`${JSON.stringify(name)}:${text}`])),
  ];
  return `{${members.join(',')}}`;
}

/**
 * What is wrong with a text that should be JSON.
 * @returns null when nothing is
 */
export function jsonProblem(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : 'This is not JSON';
  }
}
