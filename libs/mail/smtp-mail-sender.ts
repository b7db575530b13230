import { createTransport, type Transporter } from 'nodemailer';

/** Where mails go out, and from whom. */
export interface SmtpOptions {
  /** `smtp:` or `smtps:`, with user and password where the server wants them. */
  smtpUrl: string;
  /** `someone@example.com` or `Name <someone@example.com>`. */
  from: string;
}

/** A mail of plain text. */
export interface OutgoingMail {
  /** Names the mail: the same again when it is sent again, so that programs can tell. */
  id: string;
  to: readonly string[];
  subject: string;
  text: string;
}

/** What became of a mail that the server took. */
export interface SentMail {
  /** Recipients that the server refused while it took others. */
  refused: string[];
}

/** A server that does not answer is given up soon: the mail is tried again later anyway. */
const CONNECT_TIMEOUT_MS = 10_000;
const SILENCE_TIMEOUT_MS = 20_000;

/** Sends mails over SMTP; a connection for each, since they are few. */
export class SmtpMailSender {
  private readonly transport: Transporter;
  private readonly domain: string;

  constructor(private readonly options: SmtpOptions) {
    this.transport = createTransport({
      url: options.smtpUrl,
      connectionTimeout: CONNECT_TIMEOUT_MS,
      greetingTimeout: CONNECT_TIMEOUT_MS,
      dnsTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: SILENCE_TIMEOUT_MS,
      // A mail is text that we made; nothing in it may name a file or URL to be read.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    this.domain = /@([^>]+)>?$/.exec(options.from)?.[1] ?? 'localhost';
  }

  /**
   * Sends one mail to all of its recipients.
   * @throws Error when the server is away, or takes the mail for none of them
   */
  async send({ id, to, subject, text }: OutgoingMail): Promise<SentMail> {
    const sent = await this.transport.sendMail({
      from: this.options.from,
      to: [...to],
      subject,
      text,
      messageId: `<${id}@${this.domain}>`,
      // RFC 3834: an answering machine does not answer it.
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
    return { refused: sent.rejected ?? [] };
  }
}
