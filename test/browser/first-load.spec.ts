import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../support/built-programs.js';

/** An entry of Vite's manifest: a chunk and what it needs. */
interface Chunk {
  file: string;
  isEntry?: boolean;
  imports?: string[];
  dynamicImports?: string[];
}

const CONSOLE = new URL('../../dist/console/', import.meta.url);
const LIMIT_BYTES = 300_000;

let manifest: Record<string, Chunk>;
beforeAll(async () => {
  await ensureBuilt();
  manifest = JSON.parse(await readFile(new URL('manifest.json', CONSOLE), 'utf8'));
});

function chunk(key: string): Chunk {
  const found = manifest[key];
  if (found === undefined) throw new Error(`the manifest has no ${key}`);
  return found;
}

/** A chunk and all that it imports at once. */
function withImports(key: string, seen = new Set<string>()): Set<string> {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of chunk(key).imports ?? []) withImports(next, seen);
  return seen;
}

async function gzippedBytes(keys: Iterable<string>): Promise<number> {
  let bytes = 0;
  for (const key of keys) bytes += gzipSync(await readFile(new URL(chunk(key).file, CONSOLE))).length;
  return bytes;
}

function keyOf(path: string): string {
  const key = Object.keys(manifest).find((name) => name.endsWith(path));
  if (key === undefined) throw new Error(`the manifest has no ${path}: ${fileURLToPath(CONSOLE)}`);
  return key;
}

describe('the first load of the console', () => {
  it.each(['overview/overview-page.tsx', 'deliveries/deliveries-page.tsx', 'endpoints/endpoint-page.tsx'])(
    'of pages/%s is under 300 KB of gzipped JavaScript',
    async (page) => {
      const entry = Object.keys(manifest).find((key) => chunk(key).isEntry === true) ?? '';
      const keys = new Set([
        ...withImports(entry),
        ...withImports(keyOf('components/shell/shell.tsx')),
        ...withImports(keyOf(`pages/${page}`)),
      ]);
      expect(await gzippedBytes(keys)).toBeLessThan(LIMIT_BYTES);
    },
  );

  it('leaves the charts for later', () => {
    const charts = chunk(keyOf('charts/outcomes-chart.tsx')).file;
    const files = [...withImports(keyOf('overview/overview-page.tsx'))].map((key) => chunk(key).file);
    expect(files).not.toContain(charts);
  });
});
