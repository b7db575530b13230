/**
 * A time for a field of the type `datetime-local`, in the viewer's zone.
 * @param time RFC 3339 or milliseconds since 1970
 */
export function toLocalInput(time: string | number): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return '';
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/**
 * What was entered into a field of the type `datetime-local`.
 * @returns RFC 3339 in UTC; undefined for an empty or unfinished field
 */
export function fromLocalInput(text: string): string | undefined {
  const date = new Date(text);
  return text === '' || Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
