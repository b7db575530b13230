// `node --import ./test/support/register-ts.mjs program.ts` runs a test program from source, also on Node 20, which
// cannot strip types by itself.
import { register } from 'node:module';

register('./ts-hooks.mjs', import.meta.url);
