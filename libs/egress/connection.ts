import type { Socket } from 'node:net';

/** How far a connection has come; names the step at which a time-out struck. */
export type ConnectionPhase = 'idle' | 'dns' | 'connect' | 'tls' | 'open';

/** One try to connect, and the connection that came of it. */
export interface ConnectionAttempt {
  phase: ConnectionPhase;
  /** The address that is dialled or connected to. */
  remoteAddress?: string | undefined;
  /** Set once there is one. */
  socket?: Socket;
}

/**
 * What is known of the one connection that a client of the pool has, or is making. Each try has its own record, so that
 * what is left of an old one (a look-up that comes late) cannot be taken for the new one's.
 */
export class Connection {
  /**
   * Whether somebody still waits for it. After an exchange was broken off undici would connect again for its request,
   * only to find that it was given up: one useless connection for every time-out, to receivers in trouble at that.
   */
  isWanted: () => boolean = () => false;
  #attempt: ConnectionAttempt = { phase: 'idle' };

  /** How far it has come. */
  get phase(): ConnectionPhase {
    return this.#attempt.phase;
  }

  /** The address that is dialled or connected to. */
  get remoteAddress(): string | undefined {
    return this.#attempt.remoteAddress;
  }

  /** A new try begins; the caller keeps its record up to date. */
  begin(attempt: ConnectionAttempt): void {
    this.#attempt = attempt;
  }

  /** Gives up a connection that is still being made, because nobody waits for it any more. Open ones are left alone. */
  abandon(reason: Error): void {
    if (this.#attempt.phase !== 'open') this.#attempt.socket?.destroy(reason);
  }
}
