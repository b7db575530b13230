import { DeterminismViolationError } from '@temporalio/workflow';
import { Worker } from '@temporalio/worker';
import { describe, expect, inject, it } from 'vitest';
import { kindsOf, readHistory, recordedHistories, type HistoryEvent, type HistoryJson } from './history.js';
import { MARKS, marksIn, readableText, SECRET } from './marks.js';
import { SCENARIOS } from './scenarios.js';

/** Runs the workflow code of today against a history: what it would do must be what was done. */
async function replay(history: HistoryJson): Promise<void> {
  await Worker.runReplayHistory({ workflowBundle: { codePath: inject('workflowBundlePath') } }, history);
}

/** The first event of a kind, with its attributes. */
function eventOf(history: HistoryJson, kind: string): HistoryEvent {
  const found = history.events.find((event) => event.eventType === `EVENT_TYPE_${kind}`);
  if (found === undefined) throw new Error(`there is no ${kind} in this history`);
  return found;
}

function encoded(text: string): string {
  return Buffer.from(text).toString('base64');
}

describe('histories recorded earlier', () => {
  it('are there for every path that has a scenario', () => {
    expect(recordedHistories()).toEqual(expect.arrayContaining(Object.keys(SCENARIOS)));
  });

  it.each(recordedHistories())('%s: the code of today goes the same way', async (name) => {
    await expect(replay(readHistory(name))).resolves.toBeUndefined();
  });

  it.each(recordedHistories())('%s: holds no payload, URL, secret, answer or reason', (name) => {
    const history = readHistory(name);
    // It is the history of a delivery, or of a gate, and not an empty file.
    expect(kindsOf(history)[0]).toBe('WORKFLOW_EXECUTION_STARTED');
    expect(marksIn(history)).toEqual([]);
    expect(readableText(history)).not.toMatch(/https?:\/\//);
    expect(readableText(history)).toMatch(/scenario\.|gate of endpoint/);
  });
});

describe('a tampered history fails', () => {
  it.each<[string, string, (history: HistoryJson) => void]>([
    [
      'another activity was called',
      'retry-then-success',
      (history) => {
        const { activityTaskScheduledEventAttributes } = eventOf(history, 'ACTIVITY_TASK_SCHEDULED');
        Object.assign(activityTaskScheduledEventAttributes as object, { activityType: { name: 'recordAttempt' } });
      },
    ],
    [
      'another local activity was called',
      'first-time-success',
      (history) => changeLocalActivity(history, 'attemptDelivery', 'applyCommands'),
    ],
    [
      'the delivery was not over after the attempt',
      'first-time-success',
      (history) => changeResult(history, '"kind":"stop"', '"kind":"hold"'),
    ],
    [
      'it was over after the attempt',
      'retry-then-success',
      (history) => changeResult(history, '"kind":"wait"', '"kind":"stop","status":"succeeded"'),
    ],
    [
      'the delivery was not held by the command',
      'held-then-released',
      (history) => changeResult(history, '"kind":"hold"', '"kind":"stop","status":"succeeded"'),
    ],
    [
      'the gate had nothing to wait for',
      'gate-throttle-ended',
      (history) => changeResult(history, '"kind":"again"', '"kind":"stop"'),
    ],
    [
      'the gate moved otherwise',
      'gate-drained',
      (history) => changeLocalActivity(history, 'endpointGate', 'applyCommands'),
    ],
    [
      'no timer was started',
      'retry-then-success',
      (history) => {
        eventOf(history, 'TIMER_STARTED').eventType = 'EVENT_TYPE_MARKER_RECORDED';
      },
    ],
    [
      'the workflow ended otherwise',
      'exhausted',
      (history) => {
        const last = history.events.at(-1);
        if (last === undefined) throw new Error('the history is empty');
        delete last['workflowExecutionFailedEventAttributes'];
        Object.assign(last, {
          eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED',
          workflowExecutionCompletedEventAttributes: {},
        });
      },
    ],
  ])('%s (%s)', async (_, name, tamper) => {
    const history = readHistory(name);
    tamper(history);
    await expect(replay(history)).rejects.toThrow(DeterminismViolationError);
  });

  /** Changes which local activity was called first. */
  function changeLocalActivity(history: HistoryJson, from: string, to: string): void {
    const marker = JSON.stringify(eventOf(history, 'MARKER_RECORDED'));
    const data = /"data":\{"payloads":\[\{[^}]*\},"data":"([^"]+)"/.exec(marker)?.[1] ?? '';
    const changed = Buffer.from(data, 'base64').toString().replace(from, to);
    expect(changed).toContain(to);
    Object.assign(eventOf(history, 'MARKER_RECORDED'), JSON.parse(marker.replace(data, encoded(changed))));
  }

  /** Changes what the first local activity answered. */
  function changeResult(history: HistoryJson, from: string, to: string): void {
    const event = eventOf(history, 'MARKER_RECORDED');
    const text = JSON.stringify(event).replaceAll(/"data":"([A-Za-z0-9+/=]+)"/g, (whole, data: string) => {
      const plain = Buffer.from(data, 'base64').toString();
      return plain.includes(from) ? `"data":"${encoded(plain.replace(from, to))}"` : whole;
    });
    expect(text).not.toBe(JSON.stringify(event));
    Object.assign(event, JSON.parse(text));
  }
});

describe('the search for what must not be in a history', () => {
  const clean = (): HistoryJson => readHistory('first-time-success');

  it.each([...Object.entries(MARKS), ['secret', SECRET] as const])(
    'finds the %s in a payload, and in plain',
    (name, mark) => {
      const history = clean();
      const started = eventOf(history, 'WORKFLOW_EXECUTION_STARTED');
      started['input'] = { payloads: [{ data: encoded(JSON.stringify({ deliveryId: 'dlv_1', of: mark })) }] };
      expect(marksIn(history)).toContain(mark === SECRET ? 'encodedSecret' : name);
      expect(marksIn({ ...clean(), summary: `a ${mark} b` })).toContain(mark === SECRET ? 'encodedSecret' : name);
    },
  );
});
