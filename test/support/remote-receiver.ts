import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Behaviour, RecordedRequest } from './receiver-behaviour.js';
import type { ReceiverCommand, ReceiverProcessReady } from './receiver-process.js';
import { waitFor, type WaitForOptions } from './wait-for.js';

const PROGRAM = fileURLToPath(new URL('./receiver-process.ts', import.meta.url));
const LOADER = new URL('./register-ts.mjs', import.meta.url).href;

/** Steers a receiver that runs as a process of its own, which a test can kill and start again on the same port. */
export class RemoteReceiver {
  readonly #child: ChildProcess;
  readonly #ready: ReceiverProcessReady;

  private constructor(child: ChildProcess, ready: ReceiverProcessReady) {
    this.#child = child;
    this.#ready = ready;
  }

  /** Starts the process. `port` 0 takes a free one. Rejects when it ends before it is ready. */
  static async start({ port = 0 }: { port?: number } = {}): Promise<RemoteReceiver> {
    const child = spawn(process.execPath, ['--import', LOADER, PROGRAM, String(port)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`the receiver process ended with ${String(code)} before it was ready`);
    });
    const firstLine = once(createInterface({ input: child.stdout }), 'line').then(([line]) => String(line));
    const ready = JSON.parse(await Promise.race([firstLine, ended])) as ReceiverProcessReady;
    // The race is decided: a later exit is the test's doing.
    ended.catch(() => undefined);
    return new RemoteReceiver(child, ready);
  }

  /** The port it listens on. */
  get port(): number {
    return Number(new URL(this.#ready.url).port);
  }

  /** The URL of a path here. */
  url(path = '/'): string {
    return new URL(path, this.#ready.url).href;
  }

  /** As {@link import('./receiver.js').Receiver.on}. */
  async on(path: string, ...behaviours: Behaviour[]): Promise<void> {
    await this.#send({ do: 'on', path, behaviours });
  }

  /** As {@link import('./receiver.js').Receiver.release}. */
  async release(path: string): Promise<void> {
    await this.#send({ do: 'release', path });
  }

  /** Forgets the recorded requests. */
  async clear(): Promise<void> {
    await this.#send({ do: 'clear' });
  }

  /** The recorded requests (of one path, when given), oldest first. */
  async requests(path?: string): Promise<RecordedRequest[]> {
    const answer = await this.#send({ do: 'requests', ...(path === undefined ? {} : { path }) });
    const recorded = answer as (Omit<RecordedRequest, 'rawBody'> & { rawBodyBase64: string })[];
    return recorded.map(({ rawBodyBase64, ...rest }) => ({ ...rest, rawBody: Buffer.from(rawBodyBase64, 'base64') }));
  }

  /** Waits until `count` requests were recorded, and returns them. */
  async waitForRequests(count: number, path?: string, options?: WaitForOptions): Promise<RecordedRequest[]> {
    return waitFor(
      `${count} request(s) at the receiver process`,
      async () => {
        const recorded = await this.requests(path);
        return recorded.length >= count && recorded;
      },
      options,
    );
  }

  /** Kills the process as `kill -9` does and waits for its end. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exit;
  }

  async #send(command: ReceiverCommand): Promise<unknown> {
    const response = await fetch(this.#ready.controlUrl, { method: 'POST', body: JSON.stringify(command) });
    const answer = await response.text();
    if (!response.ok) throw new Error(`the receiver process refused ${command.do}: ${answer}`);
    return JSON.parse(answer) as unknown;
  }
}
