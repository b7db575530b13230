import { code, indent, type Lines } from './code.js';
import type { SnippetPlan } from './snippet-plan.js';

const STEP = '  ';

/** For Node.js 18 or later. */
export function nodeSnippet(plan: SnippetPlan): string {
  const { timestamp, separator } = plan;
  return code([
    `// Verifies webhooks of Everhook's profile "${plan.profile}".`,
    "import { createHmac, timingSafeEqual } from 'node:crypto';",
    '',
    timestamp && [`const TOLERANCE_SECONDS = ${timestamp.toleranceSeconds};`, ''],
    '/**',
    " * @param {string} secret the endpoint's secret",
    ' * @param {Record<string, string | undefined>} headers of the request, names in lower case',
    ' * @param {Buffer} body the raw body, before any parsing',
    ' * @returns {boolean} whether the request is genuine',
    ' */',
    'export function verify(secret, headers, body) {',
    indent(STEP, [
      `const header = headers[${quoted(plan.signatureHeader)}];`,
      'if (!header) return false;',
      itemsOf(plan),
      timestamp && [
        timestamp.header === null
          ? `const timestamp = items.find((item) => item.startsWith(${quoted(timestamp.itemPrefix)}))?.slice(${timestamp.itemPrefix.length});`
          : `const timestamp = headers[${quoted(timestamp.header)}];`,
        `const ageSeconds = Date.now() / 1000 - ${SECONDS[timestamp.format]};`,
        'if (!timestamp || !(Math.abs(ageSeconds) <= TOLERANCE_SECONDS)) return false;',
      ],
      `const key = ${KEYS[plan.keyEncoding]};`,
      `const hmac = createHmac('${plan.algorithm}', key);`,
      plan.signed.map((part) => {
        switch (part.kind) {
          case 'text':
            return `hmac.update(${quoted(part.text)});`;
          case 'header':
            return `hmac.update(headers[${quoted(part.name)}] ?? '');`;
          case 'timestamp':
            return `hmac.update(timestamp);`;
          case 'body':
            return 'hmac.update(body);';
        }
      }),
      `const expected = Buffer.from(${expected(plan)});`,
      separator === null
        ? ['const given = Buffer.from(' + withoutOptional(plan, 'header') + ');', `return ${EQUAL};`]
        : [
            'return items.some((item) => {',
            indent(STEP, [`const given = Buffer.from(${withoutOptional(plan, 'item')});`, `return ${EQUAL};`]),
            '});',
          ],
    ]),
    '}',
  ]);
}

const EQUAL = 'given.length === expected.length && timingSafeEqual(given, expected)';

const KEYS = {
  utf8: "Buffer.from(secret, 'utf8')",
  base64: "Buffer.from(secret, 'base64')",
  hex: "Buffer.from(secret, 'hex')",
  whsec: "Buffer.from(secret.replace(/^whsec_/, ''), 'base64')",
} as const;

const SECONDS = {
  unix: 'Number(timestamp)',
  'unix-ms': 'Number(timestamp) / 1000',
  rfc3339: "Date.parse(timestamp ?? '') / 1000",
} as const;

function itemsOf({ separator }: SnippetPlan): Lines {
  if (separator === null) return [];
  return [
    '// The header has room for several signatures: during the rotation of a secret it carries two.',
    `const items = header.split(${quoted(separator)}).map((item) => item.trim());`,
  ];
}

function expected({ prefix, encoding }: SnippetPlan): string {
  const digest = `hmac.digest('${encoding}')`;
  return prefix?.isRequired === true ? `${quoted(prefix.text)} + ${digest}` : digest;
}

function withoutOptional({ prefix }: SnippetPlan, name: string): string {
  if (prefix === null || prefix.isRequired) return name;
  const text = quoted(prefix.text);
  return `${name}.startsWith(${text}) ? ${name}.slice(${prefix.text.length}) : ${name}`;
}

function quoted(text: string): string {
  return `'${JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
    .replaceAll("'", String.raw`\'`)}'`;
}
