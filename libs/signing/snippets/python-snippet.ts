import { code, doubleQuoted as quoted, indent } from './code.js';
import type { SnippetPlan } from './snippet-plan.js';

const STEP = '    ';

/** For Python 3.8 or later. */
export function pythonSnippet(plan: SnippetPlan): string {
  const { timestamp, separator } = plan;
  const usesBase64 = plan.encoding === 'base64' || plan.keyEncoding === 'base64' || plan.keyEncoding === 'whsec';
  return code([
    `# Verifies webhooks of Everhook's profile "${plan.profile}".`,
    usesBase64 && 'import base64',
    timestamp?.format === 'rfc3339' && 'import datetime',
    'import hashlib',
    'import hmac',
    timestamp && 'import time',
    '',
    timestamp && [`TOLERANCE_SECONDS = ${timestamp.toleranceSeconds}`, ''],
    '',
    'def verify(secret: str, headers, body: bytes) -> bool:',
    indent(STEP, [
      '"""Whether a request is genuine.',
      '',
      "secret is the endpoint's; headers are the request's, found by names in lower case; body is raw, before any",
      'parsing.',
      '"""',
      `header = headers.get(${quoted(plan.signatureHeader)})`,
      'if not header:',
      [STEP + 'return False'],
      separator === null
        ? 'items = [header]'
        : [
            '# The header has room for several signatures: during the rotation of a secret it carries two.',
            `items = [item.strip() for item in header.split(${quoted(separator)})]`,
          ],
      timestamp && [
        timestamp.header === null
          ? `timestamp = next((item[${timestamp.itemPrefix.length}:] for item in items if item.startswith(${quoted(timestamp.itemPrefix)})), None)`
          : `timestamp = headers.get(${quoted(timestamp.header)})`,
        'try:',
        [STEP + `age_seconds = time.time() - ${SECONDS[timestamp.format]}`],
        'except (AttributeError, TypeError, ValueError):',
        [STEP + 'return False'],
        'if abs(age_seconds) > TOLERANCE_SECONDS:',
        [STEP + 'return False'],
      ],
      `key = ${KEYS[plan.keyEncoding]}`,
      `content = ${contentOf(plan)}`,
      `digest = hmac.new(key, content, hashlib.${plan.algorithm}).digest()`,
      `expected = ${expected(plan)}`,
      'genuine = False',
      'for item in items:',
      indent(STEP, [optional(plan), 'genuine = hmac.compare_digest(expected, item.encode()) or genuine']),
      'return genuine',
    ]),
  ]);
}

const KEYS = {
  utf8: 'secret.encode()',
  base64: 'base64.b64decode(secret)',
  hex: 'bytes.fromhex(secret)',
  whsec: 'base64.b64decode(secret[len("whsec_"):])',
} as const;

const SECONDS = {
  unix: 'int(timestamp)',
  'unix-ms': 'int(timestamp) / 1000',
  rfc3339: 'datetime.datetime.fromisoformat(timestamp.replace("Z", "+00:00")).timestamp()',
} as const;

function contentOf({ signed }: SnippetPlan): string {
  return signed
    .map((part) => {
      switch (part.kind) {
        case 'text':
          return `${quoted(part.text)}.encode()`;
        case 'header':
          return `headers.get(${quoted(part.name)}, "").encode()`;
        case 'timestamp':
          return 'timestamp.encode()';
        case 'body':
          return 'body';
      }
    })
    .join(' + ');
}

function expected({ prefix, encoding }: SnippetPlan): string {
  const text = encoding === 'hex' ? 'digest.hex().encode()' : 'base64.b64encode(digest)';
  return prefix?.isRequired === true ? `${quoted(prefix.text)}.encode() + ${text}` : text;
}

function optional({ prefix }: SnippetPlan): string[] {
  if (prefix === null || prefix.isRequired) return [];
  return [`if item.startswith(${quoted(prefix.text)}):`, `${STEP}item = item[${prefix.text.length}:]`];
}
