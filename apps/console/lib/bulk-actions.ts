import type { BulkAction } from '../api/operations.js';

/** What a bulk action is called and does. */
interface BulkActionWords {
  /** On buttons. */
  verb: string;
  /** What happens to each delivery. */
  does: string;
  /** Cannot be undone. */
  danger: boolean;
}

/** Every bulk action on deliveries, in the order of menus. */
export const BULK_ACTIONS: Record<BulkAction, BulkActionWords> = {
  redeliver: {
    verb: 'Redeliver',
    does: 'One attempt is made now. What was finished starts its retry schedule again.',
    danger: false,
  },
  hold: {
    verb: 'Hold',
    does: 'Nothing is sent until someone releases it. What is finished stays as it is.',
    danger: false,
  },
  release: { verb: 'Release', does: 'A hold by hand ends; what is due is sent.', danger: false },
  reschedule: { verb: 'Reschedule', does: 'The next attempt is made at the time below.', danger: false },
  cancel: { verb: 'Cancel', does: 'Nothing more is sent. What is finished stays as it is.', danger: true },
};
