import { SMTPServer } from 'smtp-server';

/** A mail that arrived. */
export interface ReceivedMail {
  from: string;
  to: string[];
  /** By their names in lower case. */
  headers: Record<string, string>;
  subject: string;
  text: string;
}

const USER = 'everhook';
const PASSWORD = 'p@ss/word';

/** A real SMTP server on 127.0.0.1 that wants a password, keeps what it gets, and refuses as the test tells it. */
export class MailServer {
  readonly mails: ReceivedMail[] = [];
  /** How many mails were refused. */
  refused = 0;
  /** While set, every mail is refused with this code. */
  refuseWith: number | null = null;
  readonly #server: SMTPServer;
  #port = 0;

  private constructor() {
    this.#server = new SMTPServer({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, done) =>
        username === USER && password === PASSWORD ? done(null, { user: USER }) : done(new Error('wrong password')),
      onMailFrom: (_address, _session, done) => {
        if (this.refuseWith === null) return done();
        this.refused += 1;
        return done(Object.assign(new Error('not now'), { responseCode: this.refuseWith }));
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const { mailFrom, rcptTo } = session.envelope;
          const from = mailFrom === false ? '' : mailFrom.address;
          const to = rcptTo.map(({ address }) => address);
          this.mails.push({ from, to, ...parse(Buffer.concat(chunks).toString('utf8')) });
          done();
        });
      },
    });
    // A client that is cut off is no fault of this program.
    this.#server.on('error', () => undefined);
  }

  static async start(): Promise<MailServer> {
    const server = new MailServer();
    await new Promise<void>((resolve) => {
      const listening = server.#server.listen(0, '127.0.0.1', () => {
        const address = listening.address();
        server.#port = address === null || typeof address === 'string' ? 0 : address.port;
        resolve();
      });
    });
    return server;
  }

  /** With user and password. */
  get url(): string {
    return `smtp://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${this.#port}`;
  }

  mailsTo(address: string): ReceivedMail[] {
    return this.mails.filter(({ to }) => to.includes(address));
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

function parse(raw: string): Pick<ReceivedMail, 'headers' | 'subject' | 'text'> {
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const encoding = headers['content-transfer-encoding'] ?? '7bit';
  const text = decode(raw.slice(end + 4), encoding).replaceAll('\r\n', '\n');
  return { headers, subject: decodeWords(headers['subject'] ?? ''), text };
}

function decode(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  return encoding === 'quoted-printable' ? decodeQuoted(body.replaceAll('=\r\n', '')) : body;
}

function decodeQuoted(text: string): string {
  const bytes = text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** RFC 2047. */
function decodeWords(text: string): string {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([qb])\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
      kind.toLowerCase() === 'b'
        ? Buffer.from(word, 'base64').toString('utf8')
        : decodeQuoted(word.replaceAll('_', ' ')),
    );
}
