import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { buildWorkflowBundle, workflowBundlePath } from '#libs/temporal';

// Part of `npm run build`: a worker that finds the bundle ready starts seconds earlier, and needs no webpack at run time.
const path = workflowBundlePath();
const { code } = await buildWorkflowBundle();
await mkdir(dirname(path), { recursive: true });
await writeFile(path, code);
