import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './theme/global.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { styleNonce } from './lib/style-nonce.js';

// What locks scrolling behind a dialog makes a style of its own; its library looks here for the nonce.
Object.assign(globalThis, { __webpack_nonce__: styleNonce() });

const root = document.querySelector('#root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
