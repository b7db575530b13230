import { z } from 'zod';

/** The answer of `GET /health/live`. */
export const livenessSchema = z.strictObject({ status: z.literal('ok') }).meta({ id: 'Liveness' });

/** The answer of `GET /health/ready`. */
export const readinessSchema = z
  .strictObject({
    status: z.enum(['ok', 'degraded', 'unavailable']).meta({
      description:
        '`ok`: events are accepted and delivered. `degraded`: accepted, and delivered later. `unavailable`: not accepted.',
    }),
    reasons: z.array(z.string()).meta({ description: 'Why it is not `ok`; empty when it is.' }),
  })
  .meta({ id: 'Readiness' });
/** Whether the API can do its work. */
export type Readiness = z.infer<typeof readinessSchema>;
