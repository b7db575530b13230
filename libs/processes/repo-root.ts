import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The checkout's (or the installed package's) folder: the nearest one above this file with a package.json. The same
 * from the source and from `dist/`, which lies one level deeper and has none of its own.
 */
export function repoRoot(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder)) throw new Error(`no package.json above ${import.meta.url}`);
  }
}
