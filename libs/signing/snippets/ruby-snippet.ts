import { code, indent, singleQuoted as quoted } from './code.js';
import type { SnippetPlan } from './snippet-plan.js';

const STEP = '  ';

/** For Ruby 2.7 or later. */
export function rubySnippet(plan: SnippetPlan): string {
  const { timestamp, separator, prefix } = plan;
  return code([
    `# Verifies webhooks of Everhook's profile "${plan.profile}".`,
    "require 'openssl'",
    timestamp?.format === 'rfc3339' && "require 'time'",
    '',
    timestamp && [`TOLERANCE_SECONDS = ${timestamp.toleranceSeconds}`, ''],
    "# Whether a request is genuine. The secret is the endpoint's; names of headers are in lower case; the body is raw, before",
    '# any parsing.',
    'def verify(secret, headers, body)',
    indent(STEP, [
      `header = headers[${quoted(plan.signatureHeader)}]`,
      'return false if header.nil? || header.empty?',
      '',
      separator === null
        ? 'items = [header]'
        : [
            '# The header has room for several signatures: during the rotation of a secret it carries two.',
            // A split by one space would be one by any white space, which is the same here.
            `items = header.split(${quoted(separator)}).map(&:strip)`,
          ],
      timestamp && [
        timestamp.header === null
          ? `timestamp = items.find { |item| item.start_with?(${quoted(timestamp.itemPrefix)}) }&.slice(${timestamp.itemPrefix.length}..)`
          : `timestamp = headers[${quoted(timestamp.header)}]`,
        `sent_at = ${SECONDS[timestamp.format]}`,
        'return false if sent_at.nil? || (Time.now.to_f - sent_at).abs > TOLERANCE_SECONDS',
        '',
      ],
      `key = ${KEYS[plan.keyEncoding]}`,
      `content = ''.b`,
      plan.signed.map((part) => {
        switch (part.kind) {
          case 'text':
            return `content << ${quoted(part.text)}.b`;
          case 'header':
            return `content << headers.fetch(${quoted(part.name)}, '').b`;
          case 'timestamp':
            return 'content << timestamp.b';
          case 'body':
            return 'content << body.b';
        }
      }),
      `digest = OpenSSL::HMAC.digest('${plan.algorithm}', key, content)`,
      `expected = ${prefix?.isRequired === true ? `${quoted(prefix.text)} + ` : ''}${TEXTS[plan.encoding]}`,
      prefix !== null && !prefix.isRequired
        ? `items.map { |item| item.delete_prefix(${quoted(prefix.text)}) }.any? { |item| OpenSSL.secure_compare(expected, item) }`
        : 'items.any? { |item| OpenSSL.secure_compare(expected, item) }',
    ]),
    timestamp?.format === 'rfc3339' && ['rescue ArgumentError', `${STEP}false`],
    'end',
  ]);
}

const KEYS = {
  utf8: 'secret',
  base64: "secret.unpack1('m')",
  hex: "[secret].pack('H*')",
  whsec: "secret.delete_prefix('whsec_').unpack1('m')",
} as const;

const SECONDS = {
  unix: 'Integer(timestamp.to_s, 10, exception: false)',
  'unix-ms': 'Integer(timestamp.to_s, 10, exception: false)&.fdiv(1000)',
  rfc3339: 'Time.iso8601(timestamp.to_s).to_f',
} as const;

const TEXTS = { hex: "digest.unpack1('H*')", base64: "[digest].pack('m0')" } as const;
