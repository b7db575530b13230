import { startLoadChild, type LoadChild } from '../stack/load-child.js';
import type { FloorMessage, FloorRequest, FloorResult } from './floor-protocol.js';

/** Steers the process that runs a floor. */
export class FloorChild {
  private constructor(private readonly program: LoadChild) {}

  /** Starts it, and waits until it is ready. */
  static async start(program: URL, args: readonly string[]): Promise<FloorChild> {
    const floor = new FloorChild(await startLoadChild(program, args));
    await floor.answer();
    return floor;
  }

  get pid(): number {
    return this.program.pid;
  }

  /** Has it do something, and waits for the result. */
  async measure(request: FloorRequest): Promise<FloorResult> {
    this.program.child.send(request);
    const answer = await this.answer();
    if ('result' in answer) return answer.result;
    throw new Error(`the floor failed: ${'error' in answer ? answer.error : 'it started again'}`);
  }

  stop(): Promise<void> {
    return this.program.stop();
  }

  private async answer(): Promise<FloorMessage> {
    const message = new Promise<FloorMessage>((resolve) => this.program.child.once('message', resolve));
    return Promise.race([message, this.program.died]);
  }
}
