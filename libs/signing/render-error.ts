/**
 * A request cannot be made: the event's data does not fit the profile, the options or the secret are not valid, or the
 * envelope names what this version does not know. Trying again with the same input gives the same error.
 */
export class RenderError extends Error {
  override readonly name = 'RenderError';

  /** @param detail what is wrong, for people; it never contains a secret or the payload */
  constructor(readonly detail: string) {
    super(detail);
  }
}
