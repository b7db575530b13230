import { PROBLEM_BASE, PROBLEMS } from '#libs/contracts/http';

/** The Markdown of docs/problems.md, made from the table that the API answers from. */
export function problemsPage(): string {
  const sections = Object.entries(PROBLEMS).map(([name, { status, title, advice }]) =>
    [`## ${name}`, `**${status}** ${title}. \`${PROBLEM_BASE}${name}\``, advice].join('\n\n'),
  );
  return [
    '<!-- Generated from libs/contracts/http/problems.ts by `npm run generate`; change the table there, not this page. -->',
    '# Problems',
    'Every answer of the API other than a success is a problem document (RFC 9457) with the content type' +
      ' `application/problem+json`: `type` names the kind and never changes its meaning, `title` and `status` belong' +
      ' to the kind, `detail` is about this very request, and `errors`, where a field is wrong, lists `path` and' +
      ' `message` of each.',
    ...sections,
  ].join('\n\n');
}
