import { encodeTime, ID_PREFIXES, idTime } from '#libs/contracts';

/** Between which ids deliveries lie, and between which times their events were accepted; both ends included. */
export interface IdSpan {
  fromId: string;
  toId: string;
  from: Date | '-infinity';
  to: Date | 'infinity';
}

/**
 * What a prepared statement needs beside its ids to look into the partitions of their months only: Postgres leaves
 * partitions out by bounds that are parameters, but not by a list that is one.
 * @param ids of deliveries, at least one; each begins with the time when its event was accepted
 */
export function spanOf(ids: readonly string[]): IdSpan {
  let fromId = ids[0] ?? '';
  let toId = fromId;
  for (const id of ids) {
    if (id < fromId) fromId = id;
    if (id > toId) toId = id;
  }
  const fromMs = idTime(fromId);
  const toMs = idTime(toId);
  return {
    fromId,
    toId,
    from: fromMs === null ? '-infinity' : new Date(fromMs),
    to: toMs === null ? 'infinity' : new Date(toMs),
  };
}

/**
 * Between which ids the deliveries of an event lie, whatever their endpoints and generations.
 * @param acceptedAt when the event was accepted
 * @returns the lowest id that they can have, and the lowest that they cannot have any more
 */
export function idsOfEvent(acceptedAt: Date): { from: string; before: string } {
  const atMs = acceptedAt.getTime();
  return { from: ID_PREFIXES.delivery + encodeTime(atMs), before: ID_PREFIXES.delivery + encodeTime(atMs + 1) };
}
