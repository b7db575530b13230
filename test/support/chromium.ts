import { chromium, type Browser } from 'playwright-core';
import { findExecutable, findOnPath, findOrInstall } from './debian-package.js';

/** What the browser is called by its packages. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/**
 * Starts the system's Chromium, without a window. Where there is none, Debian's package is installed, if that is
 * possible; a browser of Playwright's own is not downloaded.
 * @throws Error that says what is missing and how it can be had
 */
export async function launchChromium(): Promise<Browser> {
  const executablePath = await findOrInstall({
    name: 'chromium',
    find: findChromium,
    need:
      'The tests of the console need Chromium: install it (Debian: `apt-get install chromium`) so that `chromium` or ' +
      '`google-chrome` is on PATH, or name it by EVERHOOK_TEST_CHROMIUM.',
  });
  // As root Chromium has no sandbox; it visits only what the tests serve.
  return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
}

async function findChromium(): Promise<string | null> {
  const wanted = process.env['EVERHOOK_TEST_CHROMIUM'];
  if (wanted !== undefined && wanted !== '') {
    const named = await findExecutable([wanted]);
    if (named !== null) return named;
  }
  for (const name of NAMES) {
    const found = await findOnPath(name);
    if (found !== null) return found;
  }
  return findExecutable(['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome']);
}
