import { DataSource } from 'typeorm';
import { dataSourceOptions, migrate, type DatabaseOptions } from './data-source.js';
import { checkEncryptionKey } from './encryption-check.js';
import type { SecretBox } from './secret-box.js';

/**
 * Connects, brings the schema up to date and checks that the encryption key is the right one: what every program does
 * before it starts work.
 * @returns an initialised data source, to be destroyed by the caller
 * @throws UnknownEncryptionKeyError when stored secrets cannot be opened
 */
export async function openDatabase(options: DatabaseOptions, secretBox: SecretBox): Promise<DataSource> {
  const dataSource = await new DataSource(dataSourceOptions(options)).initialize();
  try {
    await migrate(dataSource);
    await checkEncryptionKey(dataSource, secretBox);
    return dataSource;
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
}
