import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** Encodings that a file can be had in, the smallest first. */
export const ENCODINGS = ['br', 'gzip'] as const;
/** An encoding of a file's bytes. */
export type Encoding = (typeof ENCODINGS)[number];

/** Types of what a build of the console holds; text among it is worth compressing. */
const TYPES: Readonly<Record<string, { type: string; isText: boolean }>> = {
  '.css': { type: 'text/css; charset=utf-8', isText: true },
  '.html': { type: 'text/html; charset=utf-8', isText: true },
  '.ico': { type: 'image/x-icon', isText: false },
  '.js': { type: 'text/javascript; charset=utf-8', isText: true },
  '.json': { type: 'application/json', isText: true },
  '.map': { type: 'application/json', isText: true },
  '.png': { type: 'image/png', isText: false },
  '.svg': { type: 'image/svg+xml', isText: true },
  '.txt': { type: 'text/plain; charset=utf-8', isText: true },
  '.webmanifest': { type: 'application/manifest+json', isText: true },
  '.webp': { type: 'image/webp', isText: false },
  '.woff2': { type: 'font/woff2', isText: false },
};

const OTHER = { type: 'application/octet-stream', isText: false };

/** Less than this is not worth the header. */
const MINIMUM_COMPRESSED_BYTES = 1024;

const compress: Readonly<Record<Encoding, (bytes: Buffer) => Promise<Buffer>>> = {
  br: (bytes) =>
    promisify(brotliCompress)(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }),
  gzip: (bytes) => promisify(gzip)(bytes, { level: 9 }),
};

/** One file of the console. */
export interface ConsoleFile {
  bytes: Buffer;
  contentType: string;
  /** As the header `ETag` has it. */
  etag: string;
  /** Its name changes with its content, so that it may be kept for ever. */
  isHashed: boolean;
  /** Its bytes in an encoding; null where that saves nothing. Made once. */
  encoded(encoding: Encoding): Promise<Buffer | null>;
}

/** A build of the console, in memory: a few hundred kilobytes, each file compressed once. */
export class ConsoleFiles {
  private constructor(
    private readonly files: ReadonlyMap<string, ConsoleFile>,
    /** The page that every deep link begins with. */
    readonly index: string,
    private readonly builtAtMs: number,
    private readonly indexPath: string,
  ) {}

  /**
   * Reads a build.
   * @param folder where `index.html` lies
   * @returns null where nothing was built
   */
  static async load(folder: string): Promise<ConsoleFiles | null> {
    const indexPath = join(folder, 'index.html');
    try {
      const builtAtMs = (await stat(indexPath)).mtimeMs;
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
      const files = new Map<string, ConsoleFile>();
      for (const path of paths) {
        const urlPath = `/${relative(folder, path).split(sep).join('/')}`;
        if (path !== indexPath) files.set(urlPath, consoleFile(urlPath, await readFile(path)));
      }
      return new ConsoleFiles(files, await readFile(indexPath, 'utf8'), builtAtMs, indexPath);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    }
  }

  /** The file that a URL's path names; undefined where there is none. The index is not among them. */
  find(urlPath: string): ConsoleFile | undefined {
    return this.files.get(urlPath);
  }

  /** Whether this is no longer what lies in the folder: it was built again. */
  async isStale(): Promise<boolean> {
    try {
      return (await stat(this.indexPath)).mtimeMs !== this.builtAtMs;
    } catch {
      // In the middle of a build, or taken away: what is in memory still works.
      return false;
    }
  }
}

function consoleFile(urlPath: string, bytes: Buffer): ConsoleFile {
  const { type, isText } = TYPES[extname(urlPath).toLowerCase()] ?? OTHER;
  const made = new Map<Encoding, Promise<Buffer | null>>();
  return {
    bytes,
    contentType: type,
    etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
    // Vite puts what it names by content there, and nothing else.
    isHashed: urlPath.startsWith('/assets/'),
    encoded: (encoding) => {
      if (!isText || bytes.length < MINIMUM_COMPRESSED_BYTES) return Promise.resolve(null);
      const known = made.get(encoding);
      if (known !== undefined) return known;
      const encoded = compress[encoding](bytes).then((result) => (result.length < bytes.length ? result : null));
      made.set(encoding, encoded);
      return encoded;
    },
  };
}
