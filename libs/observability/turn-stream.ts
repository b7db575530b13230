import type { DestinationStream } from 'pino';

/**
 * A stream that writes the lines of one turn of the event loop together: a batch of attempts that ends makes one write
 * instead of one for each. They are written synchronously at the end of the turn, and when the program exits within it.
 *
 * @param destination where the lines go; must write synchronously
 */
export function turnStream(destination: DestinationStream): DestinationStream {
  let lines = '';
  const write = (): void => {
    if (lines !== '') destination.write(lines);
    lines = '';
  };
  process.once('exit', write);
  return {
    write: (line) => {
      if (lines === '') setImmediate(write);
      lines += line;
    },
  };
}
