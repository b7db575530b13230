import type { DataSource } from 'typeorm';
import type { SecretBox } from './secret-box.js';

/**
 * Makes sure that the configured keys open what is stored, so that a wrong key stops the start and not every delivery.
 * Looks at the newest and the oldest secret: keys are rotated in between.
 * @throws UnknownEncryptionKeyError when no configured key fits
 */
export async function checkEncryptionKey(dataSource: DataSource, secretBox: SecretBox): Promise<void> {
  const rows = await dataSource.query<{ ciphertext: string }[]>(
    `(SELECT ciphertext FROM endpoint_secrets ORDER BY id LIMIT 1)
     UNION (SELECT ciphertext FROM endpoint_secrets ORDER BY id DESC LIMIT 1)`,
  );
  for (const { ciphertext } of rows) secretBox.decrypt(ciphertext);
}
