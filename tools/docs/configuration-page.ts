import { configVariables, productionVariables, variableGroups, type ConfigVariable } from '#libs/config';

/** The Markdown of docs/configuration.md, made from the schema that also parses the environment. */
export function configurationPage(): string {
  const needed = productionVariables.map((name) => `\`${name}\``).join(', ');
  const groups = variableGroups.flatMap((group) => [
    `## ${group}`,
    ...configVariables.filter((variable) => variable.group === group).map(variableSection),
  ]);
  return [
    '<!-- Generated from libs/config by `npm run generate`; change the schema there, not this page. -->',
    '# Configuration',
    'Everhook is configured by environment variables alone. `npm start` (the standalone) needs none: it runs its own' +
      ' Postgres and Temporal and makes its keys. In production the `api` and `worker` programs need ' +
      `${needed}; everything else has a default.`,
    'An empty variable counts as unset. A wrong value stops the start with one message that names every wrong' +
      ' variable, what was given (never a secret) and what is allowed. At start each program logs what was decided, as' +
      ' one line without secrets, and warns of an `EVERHOOK_…` variable that it does not know.',
    ...groups,
  ].join('\n\n');
}

function variableSection({ name, description, allowed, example, secret, ...rest }: ConfigVariable): string {
  const byDefault = rest.defaultNote ?? `\`${rest.default ?? ''}\``;
  return [
    `### \`${name}\``,
    `${description}${secret ? ' Secret: never logged.' : ''}`,
    [`- Default: ${byDefault}`, `- Allowed: ${allowed}`, `- Example: \`${name}=${example}\``].join('\n'),
  ].join('\n\n');
}
