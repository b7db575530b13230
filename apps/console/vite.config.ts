import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `npm run dev:console` finds the API. */
const API = 'http://127.0.0.1:3000';

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: '../../dist/console',
    emptyOutDir: true,
    target: 'es2022',
    // These know light-dark() and oklch(), which otherwise would be written in a way that needs a fixed colour scheme.
    cssTarget: ['chrome123', 'safari17.5', 'firefox120'],
    // Every browser that runs the code below knows modulepreload.
    modulePreload: { polyfill: false },
    // Data URIs in style sheets would need another content security policy.
    assetsInlineLimit: 0,
    // test/browser/first-load.spec.ts counts by it what a first visit loads.
    manifest: 'manifest.json',
    reportCompressedSize: false,
  },
  server: { port: 5173, proxy: { '/api': API, '/openapi.json': API, '/docs': API } },
});
