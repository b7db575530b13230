import type { PacedWorkflow } from '#libs/contracts';
import type { DataSource, EntityManager } from 'typeorm';

/** A paced workflow that is to be told that its subject's row has changed. */
export interface WakeUp {
  workflow: PacedWorkflow;
  subjectId: string;
  tenantId: string;
  requests: number;
  /** When it was taken to be sent. */
  sentAt: Date;
}

/** What a paced workflow moves: an endpoint's gate, or an operation. */
export interface PacedSubject {
  id: string;
  tenantId: string;
}

/** The end of an insert into `wake_ups w`: a wake-up that is there already is sent once more. */
export const ASKED_AGAIN = 'ON CONFLICT (workflow, subject_id) DO UPDATE SET requests = w.requests + 1, sent_at = NULL';

/**
 * Asks for a paced workflow to look at its subject, in the transaction that changes the subject's row: the workflow is
 * signalled, and started where it does not run, once the transaction is committed.
 */
export async function requestWakeUp(
  manager: EntityManager,
  workflow: PacedWorkflow,
  subject: PacedSubject,
): Promise<void> {
  await requestWakeUps(manager, workflow, [subject]);
}

/** As {@link requestWakeUp}, for several subjects, each once: in the order of their ids, so that none waits in a circle. */
export async function requestWakeUps(
  manager: EntityManager,
  workflow: PacedWorkflow,
  subjects: readonly PacedSubject[],
): Promise<void> {
  if (subjects.length === 0) return;
  await manager.query(
    `INSERT INTO wake_ups AS w (workflow, subject_id, tenant_id)
     SELECT $1, s.id, s.tenant_id FROM unnest($2::text[], $3::text[]) AS s(id, tenant_id) ORDER BY s.id
     ${ASKED_AGAIN}`,
    [workflow, subjects.map(({ id }) => id), subjects.map(({ tenantId }) => tenantId)],
  );
}

/** Wake-ups on their way to Temporal. */
export class WakeUpRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Takes wake-ups that were not sent yet, or so long ago that the sender must have died.
   * @param resendBefore wake-ups taken before this moment are taken again
   * @param limit at most so many
   */
  async takeUnsent(resendBefore: Date, limit: number): Promise<WakeUp[]> {
    const [rows] = await this.dataSource.query<[WakeUp[], number]>(
      `UPDATE wake_ups w SET sent_at = now()
       FROM (SELECT workflow, subject_id FROM wake_ups WHERE sent_at IS NULL OR sent_at < $1
             LIMIT $2 FOR UPDATE SKIP LOCKED) taken
       WHERE w.workflow = taken.workflow AND w.subject_id = taken.subject_id
       RETURNING w.workflow, w.subject_id AS "subjectId", w.tenant_id AS "tenantId", w.requests,
                 w.sent_at AS "sentAt"`,
      [resendBefore, limit],
    );
    return rows;
  }

  /**
   * Forgets a wake-up that was sent; one that was requested again meanwhile stays. The number of requests does not tell
   * these apart alone: it begins again when another process has sent and forgotten those between.
   */
  async forget({ workflow, subjectId, requests, sentAt }: WakeUp): Promise<void> {
    await this.dataSource.query(
      'DELETE FROM wake_ups WHERE workflow = $1 AND subject_id = $2 AND requests = $3 AND sent_at = $4',
      [workflow, subjectId, requests, sentAt],
    );
  }

  /** Gives a wake-up back that could not be sent. */
  async giveBack({ workflow, subjectId }: WakeUp): Promise<void> {
    await this.dataSource.query('UPDATE wake_ups SET sent_at = NULL WHERE workflow = $1 AND subject_id = $2', [
      workflow,
      subjectId,
    ]);
  }
}
