import { describe, expect, it } from 'vitest';
import type { Stats } from '../../api/stats.js';
import { verdictOf } from './verdict.js';

type Trouble = Stats['endpointsInTrouble']['data'][number]['troubles'][number];

function stats({ successRate = 1, troubles = [] }: { successRate?: number | null; troubles?: Trouble[][] }): Stats {
  return {
    window: '1h',
    bucket: '1m',
    from: '2026-03-01T11:00:00.000Z',
    to: '2026-03-01T12:00:00.000Z',
    complete: true,
    deliveries: { total: 10, succeeded: 10, failed: 0, cancelled: 0 },
    successRate,
    attempts: 10,
    attemptsPerDelivery: 1,
    retries: 0,
    retryRate: 0,
    responseTimeMs: { p50: 1, p95: 1, p99: 1 },
    errors: [],
    waiting: { total: 0, isCapped: false, reasons: [] },
    endpointsInTrouble: {
      total: troubles.length,
      data: troubles.map((list, index) => ({
        endpointId: `ep_${index}`,
        url: `https://shop${index}.example`,
        description: '',
        status: 'active',
        gate: 'open',
        troubles: list,
        consecutiveFailures: 0,
        failingSince: null,
        deliveries: { total: 0, succeeded: 0, failed: 0, cancelled: 0 },
        successRate: null,
        attempts: 0,
      })),
    },
    buckets: [],
  };
}

describe('verdictOf', () => {
  it('is good when nothing is wrong', () => {
    expect(verdictOf(stats({})).tone).toBe('good');
    expect(verdictOf(stats({ successRate: null })).tone).toBe('good');
  });

  it('is bad as soon as an endpoint fails, also when it is paused as well', () => {
    expect(verdictOf(stats({ troubles: [['broken', 'failing']] })).tone).toBe('bad');
    expect(verdictOf(stats({ troubles: [['paused', 'failing']] })).tone).toBe('bad');
  });

  it('is bad when many deliveries failed', () => {
    expect(verdictOf(stats({ successRate: 0.5 })).tone).toBe('bad');
  });

  it('only warns of what somebody chose', () => {
    expect(verdictOf(stats({ troubles: [['paused'], ['disabled']] }))).toMatchObject({
      tone: 'warn',
      title: '2 endpoints are paused or disabled',
    });
  });
});
