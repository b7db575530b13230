import 'reflect-metadata';
import { ConfigError } from '#libs/config';
import { UnknownEncryptionKeyError } from '#libs/persistence';
import { DataDirLockedError } from '#libs/processes';
import { TemporalCliNotFoundError } from '#libs/temporal';
import { startStandalone } from './standalone.js';

/** Errors that a person can mend with what their message says; a stack trace would only hide it. */
const PLAIN_ERRORS = [ConfigError, DataDirLockedError, TemporalCliNotFoundError, UnknownEncryptionKeyError];

startStandalone().catch((error: unknown) => {
  const plain = PLAIN_ERRORS.some((kind) => error instanceof kind);
  const text = error instanceof Error ? (plain ? error.message : (error.stack ?? error.message)) : String(error);
  process.stderr.write(`\nEverhook could not start: ${text}\n`);
  process.exit(1);
});
