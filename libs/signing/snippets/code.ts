/** Lines of a snippet: what does not apply is left out. */
export type Lines = readonly (string | false | null | Lines)[];

/** Puts lines together, with a line feed at the end. */
export function code(lines: Lines): string {
  return `${flat(lines).join('\n')}\n`;
}

/** Lines one step further in. */
export function indent(step: string, lines: Lines): string[] {
  return flat(lines).map((line) => (line === '' ? '' : step + line));
}

function flat(lines: Lines): string[] {
  return lines.flatMap((line) =>
    line === false || line === null ? [] : typeof line === 'string' ? [line] : flat(line),
  );
}

/** A literal in double quotes, as JavaScript, Python, Go and Java read it alike. */
export function doubleQuoted(text: string): string {
  return JSON.stringify(text);
}

/** A literal in single quotes in which only these and the backslash mean something, as in Ruby and PHP. */
export function singleQuoted(text: string): string {
  return `'${text.replace(/[\\']/g, String.raw`\$&`)}'`;
}
