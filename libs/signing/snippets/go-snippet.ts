import { code, doubleQuoted as quoted, indent } from './code.js';
import type { SnippetPlan } from './snippet-plan.js';

const STEP = '\t';

/** For Go 1.18 or later. */
export function goSnippet(plan: SnippetPlan): string {
  const { timestamp, separator, prefix } = plan;
  const optionalPrefix = prefix !== null && !prefix.isRequired;
  const isUnix = timestamp !== null && timestamp.format !== 'rfc3339';
  const imports = [
    'crypto/hmac',
    `crypto/${plan.algorithm}`,
    (plan.encoding === 'base64' || plan.keyEncoding === 'base64' || plan.keyEncoding === 'whsec') && 'encoding/base64',
    (plan.encoding === 'hex' || plan.keyEncoding === 'hex') && 'encoding/hex',
    'net/http',
    isUnix && 'strconv',
    (separator !== null || optionalPrefix || plan.keyEncoding === 'whsec') && 'strings',
    timestamp !== null && 'time',
  ].filter((name) => name !== false);
  return code([
    `// Package webhooks verifies webhooks of Everhook's profile "${plan.profile}".`,
    'package webhooks',
    '',
    'import (',
    imports.map((name) => `${STEP}${quoted(name)}`),
    ')',
    '',
    timestamp && [`const tolerance = ${timestamp.toleranceSeconds} * time.Second`, ''],
    '// Verify tells whether a request is genuine. The body is the raw one, before any parsing.',
    'func Verify(secret string, headers http.Header, body []byte) bool {',
    indent(STEP, [
      `header := headers.Get(${quoted(plan.signatureHeader)})`,
      'if header == "" {',
      [STEP + 'return false'],
      '}',
      separator === null
        ? 'items := []string{header}'
        : [
            '// The header has room for several signatures: during the rotation of a secret it carries two.',
            `items := strings.Split(header, ${quoted(separator)})`,
          ],
      timestampOf(plan),
      KEYS[plan.keyEncoding],
      `mac := hmac.New(${plan.algorithm}.New, key)`,
      plan.signed.map((part) => {
        switch (part.kind) {
          case 'text':
            return `mac.Write([]byte(${quoted(part.text)}))`;
          case 'header':
            return `mac.Write([]byte(headers.Get(${quoted(part.name)})))`;
          case 'timestamp':
            return 'mac.Write([]byte(timestamp))';
          case 'body':
            return 'mac.Write(body)';
        }
      }),
      `expected := ${expected(plan)}`,
      'genuine := false',
      'for _, item := range items {',
      indent(STEP, [
        separator !== null && 'item = strings.TrimSpace(item)',
        optionalPrefix && `item = strings.TrimPrefix(item, ${quoted(prefix.text)})`,
        'if hmac.Equal([]byte(expected), []byte(item)) {',
        [STEP + 'genuine = true'],
        '}',
      ]),
      '}',
      'return genuine',
    ]),
    '}',
  ]);
}

const KEYS = {
  utf8: ['key := []byte(secret)'],
  base64: ['key, err := base64.StdEncoding.DecodeString(secret)', 'if err != nil {', `${STEP}return false`, '}'],
  hex: ['key, err := hex.DecodeString(secret)', 'if err != nil {', `${STEP}return false`, '}'],
  whsec: [
    'key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))',
    'if err != nil {',
    `${STEP}return false`,
    '}',
  ],
} as const;

function timestampOf({ timestamp }: SnippetPlan): string[] {
  if (timestamp === null) return [];
  const found =
    timestamp.header === null
      ? [
          'timestamp := ""',
          'for _, item := range items {',
          `${STEP}if strings.HasPrefix(strings.TrimSpace(item), ${quoted(timestamp.itemPrefix)}) {`,
          `${STEP}${STEP}timestamp = strings.TrimSpace(item)[${timestamp.itemPrefix.length}:]`,
          `${STEP}}`,
          '}',
        ]
      : [`timestamp := headers.Get(${quoted(timestamp.header)})`];
  const read =
    timestamp.format === 'rfc3339'
      ? ['sentAt, timeErr := time.Parse(time.RFC3339, timestamp)']
      : ['sent, timeErr := strconv.ParseInt(timestamp, 10, 64)'];
  const age = { unix: 'time.Unix(sent, 0)', 'unix-ms': 'time.UnixMilli(sent)', rfc3339: 'sentAt' }[timestamp.format];
  return [
    ...found,
    ...read,
    'if timeErr != nil {',
    `${STEP}return false`,
    '}',
    `if age := time.Since(${age}); age > tolerance || age < -tolerance {`,
    `${STEP}return false`,
    '}',
  ];
}

function expected({ prefix, encoding }: SnippetPlan): string {
  const text =
    encoding === 'hex' ? 'hex.EncodeToString(mac.Sum(nil))' : 'base64.StdEncoding.EncodeToString(mac.Sum(nil))';
  return prefix?.isRequired === true ? `${quoted(prefix.text)} + ${text}` : text;
}
