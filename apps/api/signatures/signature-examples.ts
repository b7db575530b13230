import type { SignatureValidation, SnippetList } from '#libs/contracts/http';

/** Examples of the OpenAPI document. */
export const VALIDATE_SIGNATURE_EXAMPLE = {
  profile: 'quickstart',
  secret: 'a-shared-secret-of-this-endpoint',
  headers: { 'x-webhook-signature': '0b25a4bbf20b6ccb8a7ecb2c6d6f0b6d8a4b5f4c0b4b0d9a3f2c1e5d6a7b8c9d' },
  body: '{"orderId":"o-1"}',
};

export const SIGNATURE_VALIDATION_EXAMPLE: SignatureValidation = {
  valid: false,
  reason:
    're-serialised body: the signature fits the form with spaces after commas and colons; verify the raw body, before any parsing',
  checks: [
    { name: 'headers', ok: true, detail: 'all headers are there' },
    { name: 'secret', ok: true, detail: 'the secret has the form that the profile wants' },
    { name: 'prefix', ok: true, detail: 'no prefix' },
    {
      name: 'signature',
      ok: false,
      detail:
        're-serialised body: the signature fits the form with spaces after commas and colons; verify the raw body, before any parsing',
    },
  ],
  expected: {
    header: '5f1c0c3a3a4a1dd1c3c2b9b6a0f3e5d7c9b1a2f3e4d5c6b7a8f9e0d1c2b3a4f5',
    signedContent: '{"orderId":"o-1"}',
  },
};

export const SNIPPET_LIST_EXAMPLE: SnippetList = {
  profile: 'quickstart',
  snippets: [
    {
      language: 'node',
      title: 'Node.js',
      filename: 'verify.mjs',
      code: "import { createHmac, timingSafeEqual } from 'node:crypto';\n…",
    },
  ],
};
