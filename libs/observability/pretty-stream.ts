import type { DestinationStream } from 'pino';
import pinoPretty from 'pino-pretty';

/**
 * A stream that writes log lines for people. In this thread and synchronously: the last lines before an exit are the
 * ones that matter, and a worker thread or a pipe of streams may lose them.
 *
 * @param destination where the lines go
 */
export function prettyStream(destination: DestinationStream): DestinationStream {
  const format = pinoPretty.prettyFactory({
    ignore: 'pid,program,context',
    singleLine: true,
    translateTime: 'SYS:HH:MM:ss.l',
    messageFormat: '{if context}[{context}] {end}{msg}',
  });
  return { write: (line) => destination.write(format(line)) };
}
