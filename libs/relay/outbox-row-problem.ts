import { idempotencyKeySchema, MAXIMUM_NESTING, newEventSchema } from '#libs/contracts/http';
import { maxDepth } from '#libs/domain';
import type { OutboxRow } from '#libs/persistence';

/** A row that can be an event: the columns that an event cannot do without are there. */
export type WellFormedRow = OutboxRow & { type: string; data: string };

/** Columns by the names that the API's request has for them. */
const COLUMNS: Readonly<Record<string, string>> = {
  id: 'event_id',
  deliverAt: 'deliver_at',
  expiresAt: 'expires_at',
  orderingKey: 'ordering_key',
};

/**
 * Holds a row of another program to the rules for a posted event, before the database has to: a value that only fails
 * there would take the whole batch with it.
 * @returns what is wrong, by column; null when nothing is
 */
export function outboxRowProblem(row: OutboxRow): string | null {
  const { eventId, channels, orderingKey, idempotencyKey, data } = row;
  const given = {
    type: row.type ?? undefined,
    data: null,
    id: eventId ?? undefined,
    created: spell(row.created),
    channels: channels ?? undefined,
    deliverAt: spell(row.deliverAt),
    expiresAt: spell(row.expiresAt),
    orderingKey: orderingKey ?? undefined,
  };
  const problems = (newEventSchema.safeParse(given).error?.issues ?? []).map(({ path, message }) => {
    const [field = '', ...rest] = path.map(String);
    return say([COLUMNS[field] ?? field, ...rest].join('.'), message);
  });
  const key = idempotencyKeySchema.safeParse(idempotencyKey ?? undefined);
  for (const { message } of key.error?.issues ?? []) problems.push(say('idempotency_key', message));
  if (data === null || !isJson(data)) problems.push('data must be JSON text');
  else if (maxDepth(data) > MAXIMUM_NESTING) problems.push(`data is nested deeper than ${MAXIMUM_NESTING} levels`);
  return problems.length === 0 ? null : problems.join('; ');
}

/** Tells whether {@link outboxRowProblem} found nothing wrong. */
export function isWellFormed(row: OutboxRow, problem: string | null): row is WellFormedRow {
  return problem === null && row.type !== null && row.data !== null;
}

function say(column: string, message: string): string {
  return message.startsWith('must') ? `${column} ${message}` : `${column}: ${message}`;
}

/** Postgres' `infinity` comes as a number, and a year that JavaScript does not know as a date without a time. */
function spell(value: unknown): string | undefined {
  if (value === null) return undefined;
  return value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : 'not a time';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
