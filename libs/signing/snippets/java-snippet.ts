import { code, doubleQuoted as quoted, indent } from './code.js';
import type { SnippetPlan } from './snippet-plan.js';

const STEP = '    ';

/** For Java 17 or later. */
export function javaSnippet(plan: SnippetPlan): string {
  const { timestamp, separator, prefix } = plan;
  const usesBase64 = plan.encoding === 'base64' || plan.keyEncoding === 'base64' || plan.keyEncoding === 'whsec';
  const usesHex = plan.encoding === 'hex' || plan.keyEncoding === 'hex';
  const algorithm = ALGORITHMS[plan.algorithm];
  return code([
    'import java.nio.charset.StandardCharsets;',
    'import java.security.GeneralSecurityException;',
    'import java.security.MessageDigest;',
    timestamp?.format === 'rfc3339' && ['import java.time.DateTimeException;', 'import java.time.Instant;'],
    usesBase64 && 'import java.util.Base64;',
    usesHex && 'import java.util.HexFormat;',
    'import java.util.Map;',
    'import javax.crypto.Mac;',
    'import javax.crypto.spec.SecretKeySpec;',
    '',
    `/** Verifies webhooks of Everhook's profile "${plan.profile}". */`,
    'public final class WebhookVerifier {',
    indent(STEP, [
      timestamp && [`private static final double TOLERANCE_SECONDS = ${timestamp.toleranceSeconds};`, ''],
      'private WebhookVerifier() {}',
      '',
      '/**',
      ' * Whether a request is genuine.',
      ' *',
      " * @param secret the endpoint's secret",
      ' * @param headers of the request, names in lower case',
      ' * @param body the raw body, before any parsing',
      ' */',
      'public static boolean verify(String secret, Map<String, String> headers, byte[] body)',
      [`${STEP}${STEP}throws GeneralSecurityException {`],
      indent(STEP, [
        `String header = headers.get(${quoted(plan.signatureHeader)});`,
        'if (header == null) {',
        [STEP + 'return false;'],
        '}',
        separator === null
          ? 'String[] items = {header};'
          : [
              '// The header has room for several signatures: during the rotation of a secret it carries two.',
              `String[] items = header.split(${quoted(separator)});`,
            ],
        timestampOf(plan),
        `byte[] key = ${KEYS[plan.keyEncoding]};`,
        `Mac mac = Mac.getInstance("${algorithm}");`,
        `mac.init(new SecretKeySpec(key, "${algorithm}"));`,
        plan.signed.map((part) => {
          switch (part.kind) {
            case 'text':
              return `mac.update(bytes(${quoted(part.text)}));`;
            case 'header':
              return `mac.update(bytes(headers.getOrDefault(${quoted(part.name)}, "")));`;
            case 'timestamp':
              return 'mac.update(bytes(timestamp));';
            case 'body':
              return 'mac.update(body);';
          }
        }),
        `String expected = ${prefix?.isRequired === true ? `${quoted(prefix.text)} + ` : ''}${TEXTS[plan.encoding]};`,
        'boolean genuine = false;',
        'for (String item : items) {',
        indent(STEP, [
          'String given = item.strip();',
          prefix !== null &&
            !prefix.isRequired && [
              `if (given.startsWith(${quoted(prefix.text)})) {`,
              [`${STEP}given = given.substring(${prefix.text.length});`],
              '}',
            ],
          'genuine |= MessageDigest.isEqual(bytes(expected), bytes(given));',
        ]),
        '}',
        'return genuine;',
      ]),
      '}',
      '',
      'private static byte[] bytes(String text) {',
      [STEP + 'return text.getBytes(StandardCharsets.UTF_8);'],
      '}',
    ]),
    '}',
  ]);
}

const ALGORITHMS = { sha256: 'HmacSHA256', sha512: 'HmacSHA512', sha1: 'HmacSHA1' } as const;

const KEYS = {
  utf8: 'bytes(secret)',
  base64: 'Base64.getDecoder().decode(secret)',
  hex: 'HexFormat.of().parseHex(secret)',
  whsec: 'Base64.getDecoder().decode(secret.replaceFirst("^whsec_", ""))',
} as const;

const TEXTS = {
  hex: 'HexFormat.of().formatHex(mac.doFinal())',
  base64: 'Base64.getEncoder().encodeToString(mac.doFinal())',
} as const;

function timestampOf({ timestamp }: SnippetPlan): string[] {
  if (timestamp === null) return [];
  const found =
    timestamp.header === null
      ? [
          'String timestamp = null;',
          'for (String item : items) {',
          `${STEP}if (item.strip().startsWith(${quoted(timestamp.itemPrefix)})) {`,
          `${STEP}${STEP}timestamp = item.strip().substring(${timestamp.itemPrefix.length});`,
          `${STEP}}`,
          '}',
        ]
      : [`String timestamp = headers.get(${quoted(timestamp.header)});`];
  const seconds = {
    unix: 'Long.parseLong(timestamp)',
    'unix-ms': 'Long.parseLong(timestamp) / 1000.0',
    rfc3339: 'Instant.parse(timestamp).toEpochMilli() / 1000.0',
  }[timestamp.format];
  return [
    ...found,
    'if (timestamp == null) {',
    `${STEP}return false;`,
    '}',
    'double ageSeconds;',
    'try {',
    `${STEP}ageSeconds = System.currentTimeMillis() / 1000.0 - ${seconds};`,
    `} catch (${timestamp.format === 'rfc3339' ? 'DateTimeException' : 'NumberFormatException'} notATime) {`,
    `${STEP}return false;`,
    '}',
    'if (Math.abs(ageSeconds) > TOLERANCE_SECONDS) {',
    `${STEP}return false;`,
    '}',
  ];
}
