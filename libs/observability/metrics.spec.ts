import { describe, expect, it } from 'vitest';
import { Metrics } from './metrics.js';

describe('Metrics', () => {
  it('counts what its methods are told, under the documented names', async () => {
    const metrics = new Metrics({ processMetrics: false });
    metrics.eventsAccepted(3);
    metrics.attemptFinished({ outcome: 'succeeded', durationMs: 20 });
    metrics.attemptFinished({ outcome: 'retry', errorKind: 'timeout', durationMs: 15_000 });
    metrics.firstAttemptStarted(40);
    metrics.acceptGroupTaken(16);
    metrics.relayBatchTaken(100);
    metrics.deliveriesHandedOver('express', 30);
    metrics.laneLookedAt('durable', { capacity: 100, room: 25 });
    metrics.outboxCounted(12);
    metrics.outboxCounted(7);
    metrics.deliveriesReconciled('overdue', 2);
    metrics.commandSent('redeliver');

    const lines = (await metrics.render()).split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'everhook_events_accepted_total 3',
        'everhook_attempts_total{outcome="succeeded",error_kind="none"} 1',
        'everhook_attempts_total{outcome="retry",error_kind="timeout"} 1',
        'everhook_attempt_duration_seconds_bucket{le="0.025"} 1',
        'everhook_attempt_duration_seconds_sum 15.02',
        'everhook_accept_to_attempt_seconds_bucket{le="0.05"} 1',
        'everhook_accept_to_attempt_seconds_bucket{le="0.025"} 0',
        'everhook_accept_group_size_sum 16',
        'everhook_relay_batch_size_sum 100',
        'everhook_deliveries_handed_over_total{lane="express"} 30',
        'everhook_lane_use_ratio{lane="durable"} 0.75',
        'everhook_outbox_rows 7',
        'everhook_reconciled_total{reason="overdue"} 2',
        'everhook_commands_total{kind="redeliver"} 1',
      ]),
    );
    expect(metrics.contentType).toMatch(/^text\/plain/);
  });

  it('takes a clock that runs behind for no time at all', async () => {
    const metrics = new Metrics({ processMetrics: false });
    metrics.firstAttemptStarted(-5);
    expect(await metrics.render()).toContain('everhook_accept_to_attempt_seconds_sum 0\n');
  });

  it('never labels by tenant or endpoint', async () => {
    const labels = [...(await new Metrics().render()).matchAll(/^everhook_\w+\{([^}]*)\}/gm)].map(([, found]) => found);
    expect(labels.join()).not.toMatch(/tenant|endpoint|url|event_type/);
  });

  it('keeps its own registry, so that two may live in one process, and adds the process figures', async () => {
    const [one, other] = [new Metrics(), new Metrics()];
    one.eventsAccepted(1);
    expect(await one.render()).toContain('process_cpu_seconds_total');
    expect(await other.render()).toContain('everhook_events_accepted_total 0');
  });
});
