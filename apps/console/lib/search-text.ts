/** Reads the parameters of an address as plain text: `?statusCode=503` is the text "503", as the API wants it. */
export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

/** Writes parameters as {@link parseSearch} reads them; what is undefined or empty is left out. */
export function stringifySearch(search: Record<string, unknown>): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    if (typeof value === 'string' && value !== '') parameters.set(key, value);
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}
