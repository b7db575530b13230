import { open, rename, type FileHandle } from 'node:fs/promises';

const TAIL_BYTES = 16_384;

/**
 * Opens a fresh log file for a child's output. The log of the run before is kept once, as `<path>.1`, since it tells
 * why that run ended. The caller closes the handle.
 */
export async function openLogFile(path: string): Promise<FileHandle> {
  await rename(path, `${path}.1`).catch(() => undefined);
  return open(path, 'a', 0o600);
}

/** The last lines of a log file, at most 16 KiB of it; an empty string when there is none. */
export async function readLogTail(path: string, lines = 20): Promise<string> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch {
    return '';
  }
  try {
    const { size } = await file.stat();
    const length = Math.min(size, TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8', 0, bytesRead).trimEnd().split('\n').slice(-lines).join('\n');
  } finally {
    await file.close();
  }
}
