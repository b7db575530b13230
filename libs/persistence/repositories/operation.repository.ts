import type { OperationAction, OperationStatus, PacedStep } from '#libs/contracts';
import { bulkShare } from '#libs/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { OperationEntity, OperationItemEntity } from '../entities/index.js';
import { newId } from '../ids.js';
import { recordAudit, type Actor } from './audit.repository.js';
import { giveCommands } from './command.repository.js';
import { makeNextGeneration } from './delivery-store.repository.js';
import { countMembers, storeMembers, type OperationMembers } from '../transactions/operation-members.js';
import { keysetPage } from './page.js';
import type { PageRequest } from './page-request.js';
import { requestWakeUp, requestWakeUps, type PacedSubject } from './wake-up.repository.js';

/** Members that one operation may have: fixing them is one statement. */
export const MAXIMUM_MEMBERS = 1_000_000;

/** Fixing a million members takes longer than other statements may. */
const STORE_TIMEOUT_MS = 300_000;

/**
 * An operation adds no commands while so many wait to be signalled: a person's command would have to wait behind them.
 * One that knows no rate leaves room for those that do.
 */
const CROWDED_COMMANDS = { withoutRate: 500, withRate: 2_000 };
/** How long it then waits before it looks again. */
const CROWDED_PAUSE_MS = 250;

/** Steps that are due at once follow each other for so long; then others have their turn. */
const STEPS_MS = 1_000;

/** A bulk operation to make. */
export interface NewOperation {
  tenantId: string;
  action: OperationAction;
  /** As it was given, for people. */
  filter: Record<string, unknown>;
  members: OperationMembers;
  /** With `reschedule`: when to send. */
  at: Date | null;
  /** With `cancel` and `hold`: shown in the timelines. */
  reason: string | null;
  /** Members a second; null for as fast as it goes. */
  ratePerSecond: number | null;
}

export type OperationResult =
  { kind: 'done'; operation: OperationEntity } | { kind: 'refused'; detail: string } | { kind: 'not-found' };

/** A member that could not be acted on. */
export type FailedMember = Pick<OperationItemEntity, 'deliveryId' | 'eventId' | 'endpointId' | 'detail'>;

/** What became of a member. */
interface Outcome {
  seq: number;
  outcome: 'done' | 'failed';
  detail: string | null;
  deliveryId: string | null;
}

/**
 * Bulk operations. Their members are fixed when they are made, and every step acts on the next of them and counts them in
 * one transaction: whatever dies, none is skipped and none is acted on twice.
 */
export class OperationRepository {
  /** @param maximumMembers members that one operation may have; default {@link MAXIMUM_MEMBERS} */
  constructor(
    private readonly dataSource: DataSource,
    private readonly maximumMembers = MAXIMUM_MEMBERS,
  ) {}

  /**
   * Counts the members that an operation would have.
   * @returns one more than it may have where they are too many
   */
  async countMembers(tenantId: string, members: OperationMembers): Promise<number> {
    return this.dataSource.transaction('REPEATABLE READ', async (manager) => {
      await planForFilters(manager);
      return countMembers(manager, tenantId, members, this.maximumMembers + 1);
    });
  }

  /**
   * Makes an operation and fixes its members; its workflow is started once that is committed.
   * @returns null when it would have too many members
   */
  async create(operation: NewOperation, actor: Actor): Promise<OperationEntity | null> {
    const { members, ...settings } = operation;
    const { tenantId } = operation;
    const id = newId('operation');
    try {
      // One snapshot for all statements that find members.
      return await this.dataSource.transaction('REPEATABLE READ', async (manager) => {
        await manager.query(`SET LOCAL statement_timeout = ${STORE_TIMEOUT_MS}`);
        await planForFilters(manager);
        const total = await storeMembers(manager, tenantId, id, members, this.maximumMembers + 1);
        if (total > this.maximumMembers) throw new TooManyMembersError();
        const now = new Date();
        const made = manager.create(OperationEntity, {
          ...settings,
          id,
          status: total === 0 ? 'finished' : 'running',
          total,
          actor: actor.keyId,
          done: 0,
          failed: 0,
          movedAt: now,
          createdAt: now,
          finishedAt: total === 0 ? now : null,
        });
        await manager.save(made);
        if (total > 0) await requestWakeUp(manager, 'bulkOperation', { id, tenantId });
        await recordAudit(manager, { tenantId, actor, action: 'operation.create', subject: id });
        return made;
      });
    } catch (error) {
      if (error instanceof TooManyMembersError) return null;
      throw error;
    }
  }

  /** One operation; null when the tenant has none of this id. */
  async find(tenantId: string, id: string): Promise<OperationEntity | null> {
    return this.dataSource.getRepository(OperationEntity).findOneBy({ tenantId, id });
  }

  /** A page of a tenant's operations, newest first. */
  async list(tenantId: string, status: OperationStatus | undefined, page: PageRequest): Promise<OperationEntity[]> {
    const query = this.dataSource
      .getRepository(OperationEntity)
      .createQueryBuilder('o')
      .where('o.tenantId = :tenantId', { tenantId });
    if (status !== undefined) query.andWhere('o.status = :status', { status });
    return keysetPage(query, 'o', 'id', page).getMany();
  }

  /** The first members of an operation that could not be acted on. */
  async findFailures(id: string, limit: number): Promise<FailedMember[]> {
    return this.dataSource.getRepository(OperationItemEntity).find({
      select: { seq: true, deliveryId: true, eventId: true, endpointId: true, detail: true },
      where: { operationId: id, outcome: 'failed' },
      order: { seq: 'ASC' },
      take: limit,
    });
  }

  /** Stops an operation for good: what was not acted on stays as it is. */
  async abort(tenantId: string, id: string, actor: Actor): Promise<OperationResult> {
    return this.act(tenantId, id, actor, 'abort', ['running', 'paused'], {
      status: 'aborted',
      finishedAt: new Date(),
    });
  }

  /** Stops an operation until it is resumed. */
  async pause(tenantId: string, id: string, actor: Actor): Promise<OperationResult> {
    return this.act(tenantId, id, actor, 'pause', ['running'], { status: 'paused' });
  }

  /** Lets a paused operation go on, without making good for the pause. */
  async resume(tenantId: string, id: string, actor: Actor): Promise<OperationResult> {
    return this.act(tenantId, id, actor, 'resume', ['paused'], { status: 'running', movedAt: new Date() });
  }

  /**
   * Acts on the next members of an operation, as many as its rate allows now; without a rate for about a second.
   * @returns when the next step is due
   */
  async advance(operationId: string): Promise<PacedStep> {
    const deadline = performance.now() + STEPS_MS;
    for (;;) {
      const step = await this.step(operationId);
      if (step.kind !== 'again' || step.afterMs > 0) return step;
      if (performance.now() >= deadline) return { ...step, afterMs: 1 };
    }
  }

  /** One transaction: whatever dies, its members were acted on and counted, or neither. */
  private async step(operationId: string): Promise<PacedStep> {
    return this.dataSource.transaction(async (manager) => {
      const operation = await lockOperation(manager, operationId);
      if (operation === null) return { kind: 'stop', because: 'there is no such operation' };
      if (operation.status !== 'running') return { kind: 'stop', because: progressOf(operation) };
      const now = new Date();
      if (operation.tenantDeleted) {
        await manager.update(OperationEntity, { id: operationId }, { status: 'aborted', finishedAt: now });
        return { kind: 'stop', because: 'the tenant was deleted' };
      }
      if (!makesDeliveries(operation) && (await isCrowded(manager, operation))) {
        await manager.update(OperationEntity, { id: operationId }, { movedAt: now });
        const because = `${progressOf(operation)}; commands wait to be taken to their deliveries`;
        return { kind: 'again', afterMs: CROWDED_PAUSE_MS, because };
      }
      const share = bulkShare(operation.ratePerSecond, operation.movedAt.getTime(), now.getTime());
      if (share.count === 0) return { kind: 'again', afterMs: share.nextInMs, because: progressOf(operation) };
      const moved = await takeNext(manager, operation, share.count, now);
      const over = moved.done + moved.failed >= operation.total;
      await manager.update(
        OperationEntity,
        { id: operationId },
        { ...moved, movedAt: new Date(share.movedAtMs), ...(over ? { status: 'finished', finishedAt: now } : {}) },
      );
      const because = progressOf({ ...operation, ...moved, status: over ? 'finished' : 'running' });
      return over ? { kind: 'stop', because } : { kind: 'again', afterMs: share.nextInMs, because };
    });
  }

  /**
   * Wakes operations that should have moved and did not.
   * @param before those that last moved before this moment are overdue
   * @returns how many
   */
  async wakeOverdue(before: Date): Promise<number> {
    return this.wake(before);
  }

  /** Wakes every running operation: Temporal has lost its data. */
  async wakeAll(): Promise<void> {
    await this.wake(null);
  }

  private async wake(before: Date | null): Promise<number> {
    const rows = await this.dataSource.query<PacedSubject[]>(
      `SELECT id, tenant_id AS "tenantId" FROM operations
       WHERE status = 'running' AND ($1::timestamptz IS NULL OR moved_at < $1)`,
      [before],
    );
    await requestWakeUps(this.dataSource.manager, 'bulkOperation', rows);
    return rows.length;
  }

  /** Changes the state of an operation between two of its steps, and writes down who did. */
  private async act(
    tenantId: string,
    id: string,
    actor: Actor,
    action: 'abort' | 'pause' | 'resume',
    from: readonly OperationStatus[],
    change: Partial<Pick<OperationEntity, 'status' | 'movedAt' | 'finishedAt'>>,
  ): Promise<OperationResult> {
    return this.dataSource.transaction(async (manager) => {
      const operation = await manager.findOne(OperationEntity, {
        where: { tenantId, id },
        lock: { mode: 'pessimistic_write' },
      });
      if (operation === null) return { kind: 'not-found' };
      if (!from.includes(operation.status)) return { kind: 'refused', detail: `it is ${operation.status}` };
      await manager.update(OperationEntity, { id }, change);
      if (change.status === 'running') await requestWakeUp(manager, 'bulkOperation', { id, tenantId });
      await recordAudit(manager, { tenantId, actor, action: `operation.${action}`, subject: id });
      return { kind: 'done', operation: Object.assign(operation, change) };
    });
  }
}

class TooManyMembersError extends Error {}

type LockedOperation = Pick<
  OperationEntity,
  'id' | 'tenantId' | 'action' | 'at' | 'reason' | 'ratePerSecond' | 'status' | 'total' | 'done' | 'failed' | 'movedAt'
> & { tenantDeleted: boolean };

/** Holds an operation until the transaction ends: one step at a time. Before the locks of everything that it acts on. */
async function lockOperation(manager: EntityManager, id: string): Promise<LockedOperation | null> {
  const rows = await manager.query<LockedOperation[]>(
    `SELECT o.id, o.tenant_id AS "tenantId", o.action, o.at, o.reason, o.rate_per_second AS "ratePerSecond", o.status,
            o.total, o.done, o.failed, o.moved_at AS "movedAt", t.deleted_at IS NOT NULL AS "tenantDeleted"
     FROM operations o JOIN tenants t ON t.id = o.tenant_id WHERE o.id = $1 FOR UPDATE OF o`,
    [id],
  );
  return rows[0] ?? null;
}

function makesDeliveries({ action }: Pick<LockedOperation, 'action'>): boolean {
  return action === 'replay' || action === 'recover';
}

/** One sentence for Temporal Web UI. */
function progressOf(
  operation: Pick<LockedOperation, 'action' | 'status' | 'total' | 'done' | 'failed' | 'ratePerSecond'>,
): string {
  const { action, status, total, done, failed, ratePerSecond } = operation;
  const pace = status === 'running' && ratePerSecond !== null ? ` at ${ratePerSecond} a second` : '';
  return `${action} ${status}${pace}: ${done} of ${total} done, ${failed} failed`;
}

/** Tells whether commands are given faster than they reach their deliveries. */
async function isCrowded(manager: EntityManager, { ratePerSecond }: LockedOperation): Promise<boolean> {
  const most = ratePerSecond === null ? CROWDED_COMMANDS.withoutRate : CROWDED_COMMANDS.withRate;
  const [row] = await manager.query<{ count: number }[]>(
    `SELECT count(*)::integer AS count FROM
       (SELECT 1 FROM workflow_commands WHERE sent_at IS NULL LIMIT $1) unsent`,
    [most],
  );
  return (row?.count ?? 0) >= most;
}

/** Acts on the next members, in their order, and writes down what became of each. */
async function takeNext(
  manager: EntityManager,
  operation: LockedOperation,
  count: number,
  now: Date,
): Promise<{ done: number; failed: number }> {
  const items = await manager.query<MemberRow[]>(
    `SELECT seq, delivery_id AS "deliveryId", event_id AS "eventId", endpoint_id AS "endpointId" FROM operation_items
     WHERE operation_id = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
    [operation.id, operation.done + operation.failed, count],
  );
  const outcomes = makesDeliveries(operation)
    ? await sendAgain(manager, operation, items, now)
    : await command(manager, operation, items);
  await manager.query(
    `UPDATE operation_items i SET outcome = o.outcome, detail = o.detail, delivery_id = o.delivery_id
     FROM unnest($2::integer[], $3::text[], $4::text[], $5::text[]) AS o(seq, outcome, detail, delivery_id)
     WHERE i.operation_id = $1 AND i.seq = o.seq`,
    [
      operation.id,
      outcomes.map(({ seq }) => seq),
      outcomes.map(({ outcome }) => outcome),
      outcomes.map(({ detail }) => detail),
      outcomes.map(({ deliveryId }) => deliveryId),
    ],
  );
  const failed = outcomes.filter(({ outcome }) => outcome === 'failed').length;
  return { done: operation.done + outcomes.length - failed, failed: operation.failed + failed };
}

interface MemberRow {
  seq: number;
  deliveryId: string | null;
  eventId: string | null;
  endpointId: string | null;
}

/** Gives every member the operation's command; a command that does not apply is told, not forced. */
async function command(
  manager: EntityManager,
  operation: LockedOperation,
  items: readonly MemberRow[],
): Promise<Outcome[]> {
  const { id, tenantId, action, reason, at } = operation;
  if (action === 'replay' || action === 'recover') throw new Error(`${action} gives no commands`);
  const results = await giveCommands(
    manager,
    tenantId,
    items.map(({ deliveryId }) => deliveryId ?? ''),
    {
      kind: action,
      actor: id,
      ...(reason === null ? {} : { reason }),
      ...(at === null ? {} : { until: at }),
    },
  );
  return items.map(({ seq, deliveryId }) => {
    const result = results.get(deliveryId ?? '') ?? { kind: 'not-found' };
    if (result.kind === 'given') return { seq, outcome: 'done', detail: null, deliveryId };
    const detail = result.kind === 'refused' ? result.detail : 'the delivery is no longer kept';
    return { seq, outcome: 'failed', detail, deliveryId };
  });
}

/** Makes a new delivery for every member whose endpoint still takes deliveries. */
async function sendAgain(
  manager: EntityManager,
  operation: LockedOperation,
  items: readonly MemberRow[],
  now: Date,
): Promise<Outcome[]> {
  const unusable = await findUnusableEndpoints(manager, items);
  const pairs = items.flatMap(({ seq, eventId, endpointId }) =>
    eventId === null || endpointId === null || unusable.has(endpointId) ? [] : [{ seq, eventId, endpointId }],
  );
  const made = await makeNextGeneration(manager, operation.tenantId, pairs, 'replay');
  const ids = new Map(pairs.map(({ seq }, index) => [seq, made[index] ?? null]));
  await noteMade(manager, operation.id, [...ids.values()], now);
  return items.map(({ seq, endpointId }) => {
    const deliveryId = ids.get(seq) ?? null;
    if (deliveryId !== null) return { seq, outcome: 'done', detail: null, deliveryId };
    const detail = unusable.get(endpointId ?? '') ?? 'the event is no longer kept';
    return { seq, outcome: 'failed', detail, deliveryId };
  });
}

/** The endpoints of members that take no deliveries any more, and why. */
async function findUnusableEndpoints(
  manager: EntityManager,
  items: readonly MemberRow[],
): Promise<Map<string, string>> {
  const rows = await manager.query<{ id: string; deleted: boolean }[]>(
    `SELECT id, deleted_at IS NOT NULL AS deleted FROM endpoints
     WHERE id = ANY($1) AND (deleted_at IS NOT NULL OR status = 'disabled')`,
    [[...new Set(items.map(({ endpointId }) => endpointId))]],
  );
  return new Map(
    rows.map(({ id, deleted }) => [id, deleted ? 'the endpoint was deleted' : 'the endpoint is disabled']),
  );
}

/** The timeline of a new delivery names the operation that made it. */
async function noteMade(
  manager: EntityManager,
  operationId: string,
  deliveryIds: readonly (string | null)[],
  now: Date,
): Promise<void> {
  await manager.query(
    `INSERT INTO delivery_timeline (delivery_id, cause, at, kind, detail, actor)
     SELECT made.id, $2, $3, 'replay', 'the event is sent again', $2 FROM unnest($1::text[]) AS made(id)
     WHERE made.id IS NOT NULL`,
    [deliveryIds, operationId, now],
  );
}

/** Members are found by filters, and a plan that is kept knows nothing of these: it would read the whole history. */
async function planForFilters(manager: EntityManager): Promise<void> {
  await manager.query(`SET LOCAL plan_cache_mode = force_custom_plan`);
}
