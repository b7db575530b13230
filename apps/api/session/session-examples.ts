import type { Session } from '#libs/contracts/http';

/** Examples of the OpenAPI document. */
export const SESSION_EXAMPLE: Session = {
  role: 'owner',
  tenantId: 'ten_01kcf5w8x0zyxwvtsrqpnmkjhg',
  tenantName: 'Urban Things',
  keyId: 'key_01kcf5w8x0aabbccddeeffgghh',
  keyName: 'console of the operators',
  expiresAt: '2026-03-02T00:00:00.000Z',
  version: '1.0.0',
};
