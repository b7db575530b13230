import { code, indent, singleQuoted as quoted } from './code.js';
import type { SnippetPlan } from './snippet-plan.js';

const STEP = '    ';

/** For PHP 8.0 or later. */
export function phpSnippet(plan: SnippetPlan): string {
  const { timestamp, separator, prefix } = plan;
  return code([
    '<?php',
    '',
    `// Verifies webhooks of Everhook's profile "${plan.profile}".`,
    '',
    'declare(strict_types=1);',
    '',
    timestamp && [`const TOLERANCE_SECONDS = ${timestamp.toleranceSeconds};`, ''],
    '/**',
    ' * Whether a request is genuine.',
    ' *',
    " * @param string $secret the endpoint's secret",
    ' * @param array<string, string> $headers of the request, names in lower case',
    " * @param string $body the raw body, before any parsing: file_get_contents('php://input')",
    ' */',
    'function verify(string $secret, array $headers, string $body): bool',
    '{',
    indent(STEP, [
      `$header = $headers[${quoted(plan.signatureHeader)}] ?? '';`,
      "if ($header === '') {",
      [STEP + 'return false;'],
      '}',
      separator === null
        ? '$items = [$header];'
        : [
            '// The header has room for several signatures: during the rotation of a secret it carries two.',
            `$items = array_map('trim', explode(${quoted(separator)}, $header));`,
          ],
      timestamp && [
        timestamp.header === null
          ? [
              "$timestamp = '';",
              'foreach ($items as $item) {',
              indent(STEP, [
                `if (str_starts_with($item, ${quoted(timestamp.itemPrefix)})) {`,
                [`${STEP}$timestamp = substr($item, ${timestamp.itemPrefix.length});`],
                '}',
              ]),
              '}',
            ]
          : `$timestamp = $headers[${quoted(timestamp.header)}] ?? '';`,
        `$sentAt = ${SECONDS[timestamp.format]};`,
        'if ($sentAt === false || abs(microtime(true) - $sentAt) > TOLERANCE_SECONDS) {',
        [STEP + 'return false;'],
        '}',
      ],
      `$key = ${KEYS[plan.keyEncoding]};`,
      'if ($key === false) {',
      [STEP + 'return false;'],
      '}',
      `$content = ${contentOf(plan)};`,
      `$digest = hash_hmac('${plan.algorithm}', $content, $key, true);`,
      `$expected = ${prefix?.isRequired === true ? `${quoted(prefix.text)} . ` : ''}${TEXTS[plan.encoding]};`,
      '$genuine = false;',
      'foreach ($items as $item) {',
      indent(STEP, [
        prefix !== null &&
          !prefix.isRequired && [
            `if (str_starts_with($item, ${quoted(prefix.text)})) {`,
            [`${STEP}$item = substr($item, ${prefix.text.length});`],
            '}',
          ],
        '$genuine = hash_equals($expected, $item) || $genuine;',
      ]),
      '}',
      'return $genuine;',
    ]),
    '}',
  ]);
}

const KEYS = {
  utf8: '$secret',
  base64: 'base64_decode($secret, true)',
  hex: '@hex2bin($secret)',
  whsec: "base64_decode(preg_replace('/^whsec_/', '', $secret), true)",
} as const;

const SECONDS = {
  unix: 'ctype_digit($timestamp) ? (int) $timestamp : false',
  'unix-ms': 'ctype_digit($timestamp) ? (int) $timestamp / 1000 : false',
  rfc3339: 'strtotime($timestamp)',
} as const;

const TEXTS = { hex: 'bin2hex($digest)', base64: 'base64_encode($digest)' } as const;

function contentOf({ signed }: SnippetPlan): string {
  return signed
    .map((part) => {
      switch (part.kind) {
        case 'text':
          return quoted(part.text);
        case 'header':
          return `($headers[${quoted(part.name)}] ?? '')`;
        case 'timestamp':
          return '$timestamp';
        case 'body':
          return '$body';
      }
    })
    .join(' . ');
}
