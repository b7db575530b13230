/** The programs whose use of the machine is measured, each in processes of its own. */
export const PROCESSES = ['api', 'worker', 'temporal', 'postgres', 'receiver', 'workflow-floor', 'pipeline'] as const;

/** One of {@link PROCESSES}. */
export type ProcessName = (typeof PROCESSES)[number];

/** The programs of the benchmark, and the load generator, which is the benchmark itself. */
export type MeteredName = ProcessName | 'generator';

/** All that is measured. */
export const METERED: readonly MeteredName[] = [...PROCESSES, 'generator'];

/** What a person who runs the product pays for: without receiver and load generator, which elsewhere run elsewhere. */
export const OWN_PROCESSES: readonly MeteredName[] = ['api', 'worker', 'temporal', 'postgres'];

/** All that works for a delivery here. */
export const PRODUCT_PROCESSES: readonly MeteredName[] = [...OWN_PROCESSES, 'receiver', 'generator'];
