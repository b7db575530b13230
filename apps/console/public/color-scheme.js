// Runs before the first paint, so that a dark console never flashes white. The key is Mantine's.
(() => {
  let scheme = 'auto';
  try {
    scheme = window.localStorage.getItem('mantine-color-scheme-value') ?? 'auto';
  } catch {
    // Storage may be forbidden; then the system's scheme is taken.
  }
  const dark = scheme === 'dark' || (scheme !== 'light' && window.matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
