import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * The folder for what we download or build once per user and can make again: `$XDG_CACHE_HOME/everhook`, else
 * `~/.cache/everhook` (XDG Base Directory Specification 0.8), `~/Library/Caches/everhook` on macOS,
 * `%LOCALAPPDATA%\everhook` on Windows. Outside the checkout, so that a second clone finds it.
 */
export function defaultCacheDir(environment: NodeJS.ProcessEnv): string {
  const home = environment['HOME'] || homedir();
  if (process.platform === 'darwin') return join(home, 'Library', 'Caches', 'everhook');
  if (process.platform === 'win32') {
    return join(environment['LOCALAPPDATA'] || join(homedir(), 'AppData', 'Local'), 'everhook');
  }
  const xdg = environment['XDG_CACHE_HOME'];
  // The specification: a relative path is invalid and to be ignored.
  return join(xdg && isAbsolute(xdg) ? xdg : join(home, '.cache'), 'everhook');
}
