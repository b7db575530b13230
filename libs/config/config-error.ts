/** One wrong variable: its name, what was given (already redacted) and what is allowed. */
export interface ConfigProblem {
  readonly variable: string;
  /** As the end of "given …", for example `"abc" (not a whole number)` or `nothing`. */
  readonly given: string;
  /** As the end of "allowed: …". */
  readonly allowed: string;
}

/**
 * The configuration cannot be used. The message names every wrong variable at once, with what was given and what is
 * allowed, and never a secret; the program prints it and stops.
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ variable, given, allowed }) => `  ${variable}: given ${given}; allowed: ${allowed}.`);
    super(`The configuration is wrong (every variable is described in docs/configuration.md):\n${lines.join('\n')}`);
  }
}
