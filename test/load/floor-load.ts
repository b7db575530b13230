import type { FloorMessage, FloorRequest, FloorResult } from './floor-program.js';
import { startLoadChild, type LoadChild } from './load-child.js';

/** Steers the process that runs the bare floor. */
export class FloorLoad {
  private constructor(private readonly program: LoadChild) {}

  /** Starts it, and waits until its Worker polls. */
  static async start(temporalAddress: string): Promise<FloorLoad> {
    const floor = new FloorLoad(await startLoadChild('floor-program.ts', [temporalAddress]));
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
