import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Behaviour } from './receiver-behaviour.js';
import { Receiver } from './receiver.js';

/** What the control port of a receiver process takes, one JSON object per `POST /`. */
export type ReceiverCommand =
  | { do: 'on'; path: string; behaviours: Behaviour[] }
  | { do: 'release'; path: string }
  | { do: 'clear' }
  | { do: 'requests'; path?: string };

/** The line of JSON that the program prints when it is ready. */
export interface ReceiverProcessReady {
  /** Where webhooks are received. */
  url: string;
  /** Where commands are taken. */
  controlUrl: string;
}

/**
 * A receiver as a program of its own, for tests that kill processes: `receiver-process [port]`. It prints one line of
 * JSON ({@link ReceiverProcessReady}) and then serves until it is killed, or until its standard input ends, so that it
 * does not outlive the test that started it.
 */
async function main(): Promise<void> {
  const receiver = await Receiver.start({ port: Number(process.argv[2] ?? 0) });
  const control = createServer((request, response) => {
    void text(request)
      .then((body) => obey(receiver, JSON.parse(body) as ReceiverCommand))
      .then(
        (result) => response.writeHead(200).end(JSON.stringify(result)),
        (error: unknown) => response.writeHead(400).end(String(error)),
      );
  });
  control.listen(0, '127.0.0.1', () => {
    const address = control.address();
    if (address === null || typeof address === 'string') throw new Error('the control port does not listen');
    const ready: ReceiverProcessReady = { url: receiver.url(), controlUrl: `http://127.0.0.1:${address.port}/` };
    process.stdout.write(`${JSON.stringify(ready)}\n`);
  });
  process.stdin.on('end', () => process.exit(0)).resume();
}

function obey(receiver: Receiver, command: ReceiverCommand): unknown {
  switch (command.do) {
    case 'on':
      receiver.on(command.path, ...command.behaviours);
      return null;
    case 'release':
      receiver.release(command.path);
      return null;
    case 'clear':
      receiver.clear();
      return null;
    case 'requests':
      return (command.path === undefined ? receiver.requests : receiver.requestsTo(command.path)).map(
        ({ rawBody, ...rest }) => ({ ...rest, rawBodyBase64: rawBody.toString('base64') }),
      );
    default:
      throw new Error(`no such command: ${JSON.stringify(command satisfies never)}`);
  }
}

await main();
