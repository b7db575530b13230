/** What a floor is asked for; one request at a time. */
export type FloorRequest =
  { do: 'flood'; count: number; inFlight: number } | { do: 'rate'; count: number; perSecond: number };

/** What came of it. */
export interface FloorResult {
  /** From the first start until the last one was done, in milliseconds. */
  elapsedMs: number;
  /** How many were done. */
  count: number;
  /** From each start to the moment that counts, in milliseconds, where the program itself sees that moment. */
  latenciesMs: number[];
  /** Where only the receiver sees it: the ids that it will tell, each with when it was started. */
  starts: [id: string, atMs: number][];
  /** How many were not done in the way that makes the floor the floor; more than 0 spoils the comparison. */
  spoilt: number;
}

/** What a floor's program tells: that it is ready, then a result or an error for every request. */
export type FloorMessage = { ready: true } | { result: FloorResult } | { error: string };

/** The program's end of the channel: tells that it is ready and answers each request. */
export function serveFloor(measure: (request: FloorRequest) => Promise<FloorResult>): void {
  const tell = (message: FloorMessage): void => void process.send?.(message);
  process.on('message', (request: FloorRequest) => {
    measure(request).then(
      (result) => tell({ result }),
      (error: unknown) => tell({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
  tell({ ready: true });
}
