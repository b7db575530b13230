import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const FILE = 'keys.json';
const keysSchema = z.object({ adminKey: z.string(), encryptionKey: z.string() });

/** Keys that the standalone makes at its first start and keeps. */
export type StandaloneKeys = z.infer<typeof keysSchema>;

/**
 * Reads the keys of a data folder, or makes them.
 * @param dataDir the standalone's data folder; the caller holds its lock
 * @throws Error when the file is there but cannot be used: new keys could not open what the old ones encrypted
 */
export async function standaloneKeys(dataDir: string): Promise<StandaloneKeys> {
  const path = join(dataDir, FILE);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return makeKeys(path);
  try {
    return keysSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(
      `${path} is damaged. It holds the key that the stored secrets are encrypted with: restore it from a backup, ` +
        `or set EVERHOOK_ADMIN_KEY and EVERHOOK_ENCRYPTION_KEY.`,
      { cause: error },
    );
  }
}

async function makeKeys(path: string): Promise<StandaloneKeys> {
  const keys: StandaloneKeys = {
    adminKey: `adm_${randomBytes(24).toString('base64url')}`,
    encryptionKey: randomBytes(32).toString('base64'),
  };
  await writeFile(`${path}.tmp`, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.tmp`, path);
  return keys;
}
