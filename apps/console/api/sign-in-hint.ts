const STORAGE_KEY = 'everhook.signed-in';

/**
 * Remembers that someone has signed in from this browser. The session's cookie is http-only, so this is all that the
 * console can know before it asks.
 */
export const signInHint = {
  isSet: (): boolean => window.localStorage.getItem(STORAGE_KEY) !== null,
  set: (): void => window.localStorage.setItem(STORAGE_KEY, '1'),
  clear: (): void => window.localStorage.removeItem(STORAGE_KEY),
};
