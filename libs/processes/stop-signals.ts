/** Signals that ask a program to end: Ctrl-C, and what supervisors send. */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Runs `stop` once when the process is asked to end, and ends the process after it. A second Ctrl-C changes nothing:
 * attempts in flight are being drained, and `stop` has limits of its own.
 * @param stop ends everything that the program started
 * @param onSignal told of the first signal
 */
export function stopOnSignals(stop: () => Promise<void>, onSignal: (signal: NodeJS.Signals) => void): void {
  let stopping = false;
  for (const signal of STOP_SIGNALS) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      onSignal(signal);
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`stopping failed: ${error instanceof Error ? error.stack : String(error)}\n`);
          process.exit(1);
        },
      );
    });
  }
}
