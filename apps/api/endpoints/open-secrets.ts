import type { SecretBox } from '#libs/persistence';

/** A secret as it is stored. */
interface SealedSecret {
  id: string;
  ciphertext: string;
  createdAt: Date;
  expiresAt: Date | null;
}

/** A secret that can be signed with. */
export interface OpenSecret extends Omit<SealedSecret, 'ciphertext'> {
  value: string;
}

/** An endpoint's secrets out of their rows, in their order. */
export function openSecrets(rows: readonly SealedSecret[], secretBox: SecretBox): OpenSecret[] {
  return rows.map(({ id, ciphertext, createdAt, expiresAt }) => ({
    id,
    value: secretBox.decrypt(ciphertext),
    createdAt,
    expiresAt,
  }));
}
