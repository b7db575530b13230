/** What was believed of key and rules when an event was judged: it is stored only while that holds. */
export interface AcceptPremises {
  /** The key that posts it; null for the bootstrap admin, who has no row. */
  keyId: string | null;
  /** Patterns of the event types that the tenant may post; null for any. */
  allowedEvents: string[] | null;
  /** Of the type's entry with a JSON Schema; null where there is none. */
  schemaUpdatedAt: Date | null;
}

/** An event was not stored, because something that it was let in by has changed since it was read. */
export class StalePremiseError extends Error {
  override name = 'StalePremiseError';

  /** @param premise `key`: it was revoked, or its tenant deleted, for good; `rules`: judged anew it may be accepted */
  constructor(readonly premise: 'key' | 'rules') {
    super(`the ${premise} of an event changed while it was accepted`);
  }
}
