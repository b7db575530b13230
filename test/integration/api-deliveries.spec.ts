import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deliveryDetailSchema, deliveryListSchema, type DeliveryDetail } from '#libs/contracts/http';
import { nextStep, resolvePolicy, type Classification } from '#libs/domain';
import { AttemptRepository, CommandRepository, toDeliveryState } from '#libs/persistence';
import { TestApi, type ApiResponse, type TestTenant } from '../support/api.js';
import { waitFor } from '../support/wait-for.js';

const PROBLEM = 'https://everhook.dev/problems/';
const DELIVERIES = '/api/v1/deliveries';

let api: TestApi;
let tenant: TestTenant;
let stranger: TestTenant;
let attempts: AttemptRepository;
let commands: CommandRepository;
beforeAll(async () => {
  api = await TestApi.start({ TEMPORAL_UI_URL: 'http://127.0.0.1:8233', TEMPORAL_NAMESPACE: 'hooks' });
  tenant = await api.createTenant();
  stranger = await api.createTenant();
  attempts = new AttemptRepository(api.dataSource);
  commands = new CommandRepository(api.dataSource);
});
afterAll(async () => {
  await api.close();
});

const read = (path: string, key = tenant.viewer): Promise<ApiResponse> => api.request('GET', path, { key });
const act = (id: string, action: string, body?: unknown, key = tenant.owner): Promise<ApiResponse> =>
  api.request('POST', `${DELIVERIES}/${id}/${action}`, { key, body });
const detail = async (id: string): Promise<DeliveryDetail> =>
  deliveryDetailSchema.parse((await read(`${DELIVERIES}/${id}`)).body);
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
const idsOf = ({ body }: ApiResponse): string[] => deliveryListSchema.parse(body).data.map(({ id }) => id);

async function createEndpoint(
  settings: Record<string, unknown> = {},
  of = tenant,
): Promise<{ id: string; secret: string }> {
  const { status, body } = await api.request('POST', '/api/v1/webhooks', {
    key: of.owner,
    body: { url: 'https://receiver.example/hook', events: ['never'], ...settings },
  });
  expect(status).toBe(201);
  return body;
}

/** A delivery as a replay makes it: nothing but the relay hands it on. */
async function createDelivery(endpointId: string, event: Record<string, unknown> = {}, of = tenant): Promise<string> {
  const posted = await api.request('POST', '/api/v1/events', {
    key: of.owner,
    body: { type: 'order.created', data: { a: 1 }, ...event },
  });
  expect(posted.status).toBe(202);
  const replayed = await api.request('POST', `/api/v1/events/${posted.body.id}/replay`, {
    key: of.owner,
    body: { endpointIds: [endpointId] },
  });
  return replayed.body.deliveries[0].id;
}

const SUCCEEDED: Classification = { succeeded: true, statusCode: 200 };
const BUSY: Classification = {
  succeeded: false,
  statusCode: 503,
  errorKind: 'http',
  error: 'the receiver answered 503',
  retryAfterMs: null,
};

async function claim(id: string, number = 1) {
  const claimed = await attempts.claimAttempt(id, number, new Date());
  if (claimed === null) throw new Error(`attempt ${number} of ${id} could not be claimed`);
  return claimed;
}

/** Writes an attempt down as the activity does, without the POST. */
async function attempt(id: string, met: Classification, number = 1): Promise<void> {
  const claimed = await claim(id, number);
  const startedAtMs = Date.now();
  const state = { ...toDeliveryState(claimed), nextAttemptAtMs: null };
  const decision = nextStep(resolvePolicy('shop'), state, number, met, startedAtMs + 40);
  const written = await attempts.recordAttempt(claimed, decision.change, {
    number,
    trigger: claimed.next_trigger,
    startedAtMs,
    durationMs: 40,
    outcome: decision.outcome,
    statusCode: met.statusCode ?? null,
    errorKind: met.succeeded ? null : met.errorKind,
    error: met.succeeded ? null : met.error,
    url: 'https://receiver.example/old-path',
    requestHeaders: { 'webhook-id': 'as-sent', authorization: '[redacted]' },
    responseHeaders: { 'content-type': 'text/plain' },
    responseBody: 'the answer',
    responseTruncated: false,
    remoteAddress: '203.0.113.7',
  });
  expect(written).not.toBeNull();
  // What a test does next comes after it in the timeline.
  await waitFor('the attempt to be over', () => Date.now() > startedAtMs + 40);
}

describe('reading a delivery', () => {
  it('before its first attempt shows the request as it would be sent, and no credential', async () => {
    const endpoint = await createEndpoint({ headers: { 'X-Partner': 'hunter2', Authorization: 'Bearer hunter2' } });
    const id = await createDelivery(endpoint.id, { id: 'shown', data: { n: 1 }, created: '2026-01-01T00:00:00Z' });
    const { text } = await read(`${DELIVERIES}/${id}`);
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain(endpoint.secret);
    const delivery = await detail(id);
    expect(delivery).toMatchObject({
      id,
      eventId: 'shown',
      eventType: 'order.created',
      endpointId: endpoint.id,
      tenantId: tenant.id,
      status: 'pending',
      explanation: 'waiting for its turn',
      attemptCount: 0,
      attempts: [],
      // Nobody has handed it to one yet.
      workflow: null,
    });
    expect(delivery.request).toMatchObject({
      url: 'https://receiver.example/hook',
      body: '{"type":"order.created","timestamp":"2026-01-01T00:00:00.000Z","data":{"n":1}}',
    });
    const headers = Object.fromEntries(
      Object.entries(delivery.request.headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': 'shown',
      'webhook-signature': expect.stringMatching(/^v1,/),
      'x-partner': '[redacted]',
      authorization: '[redacted]',
    });
    expect(delivery.timeline).toEqual([{ at: delivery.createdAt, kind: 'created', detail: 'replay 1 of the event' }]);
  });

  it('says why its request cannot be rendered', async () => {
    const endpoint = await createEndpoint({ profile: 'urtentic' });
    const id = await createDelivery(endpoint.id, { data: [1] });
    expect((await detail(id)).request).toMatchObject({ body: null, error: expect.stringContaining('object') });
  });

  it('after an attempt shows what was sent and answered, and what it waits for', async () => {
    const endpoint = await createEndpoint();
    const id = await createDelivery(endpoint.id);
    await attempt(id, BUSY);
    const delivery = await detail(id);
    expect(delivery).toMatchObject({
      status: 'waiting',
      waitReason: 'backoff',
      attemptCount: 1,
      lastStatusCode: 503,
      lastErrorKind: 'http',
      lastError: 'the receiver answered 503',
      explanation: `waiting until ${delivery.nextAttemptAt}: the receiver answered 503`,
      request: {
        url: 'https://receiver.example/old-path',
        headers: { 'webhook-id': 'as-sent', authorization: '[redacted]' },
        body: expect.stringContaining('"data":{"a":1}'),
      },
    });
    expect(delivery.attempts).toMatchObject([
      {
        id: `att_${id.slice(4)}_0001`,
        number: 1,
        trigger: 'replay',
        durationMs: 40,
        outcome: 'retry',
        statusCode: 503,
        responseHeaders: { 'content-type': 'text/plain' },
        responseBody: 'the answer',
        responseTruncated: false,
        errorKind: 'http',
        remoteAddress: '203.0.113.7',
      },
    ]);
    expect(delivery.timeline.map(({ kind }) => kind)).toEqual(['created', 'attempt', 'waiting']);
    expect(delivery.timeline[2]).toMatchObject({ reason: 'backoff', until: delivery.nextAttemptAt });
  });

  it('does not show the lease of an attempt in flight as a due time', async () => {
    const id = await createDelivery((await createEndpoint()).id);
    await claim(id);
    const delivery = await detail(id);
    expect(delivery).toMatchObject({ status: 'delivering', explanation: 'an attempt is in flight' });
    expect(delivery).not.toHaveProperty('nextAttemptAt');
  });

  it('shows how it ended', async () => {
    const id = await createDelivery((await createEndpoint()).id);
    await attempt(id, SUCCEEDED);
    const delivery = await detail(id);
    expect(delivery).toMatchObject({
      status: 'succeeded',
      explanation: 'succeeded: the receiver answered 200',
      lastStatusCode: 200,
      completedAt: expect.any(String),
    });
    expect(delivery.timeline.at(-1)).toMatchObject({ kind: 'succeeded', detail: 'the receiver answered 200' });
    expect(delivery).not.toHaveProperty('lastError');
  });

  it('is for its tenant', async () => {
    const id = await createDelivery((await createEndpoint()).id);
    expect((await read(`${DELIVERIES}/${id}`, stranger.owner)).status).toBe(404);
    expect((await read(`${DELIVERIES}/dlv_none`)).status).toBe(404);
    expect((await read(`${DELIVERIES}/${id}`, tenant.publisher)).status).toBe(403);
    expect((await api.request('GET', `${DELIVERIES}/${id}`, { key: null })).status).toBe(401);
    expect((await api.request('GET', `${DELIVERIES}/${id}`, { tenant: tenant.id })).status).toBe(200);
    expect((await api.request('GET', `${DELIVERIES}/${id}`, { tenant: stranger.id })).status).toBe(404);
  });
});

describe('listing deliveries', () => {
  let listed: TestTenant;
  let first: { id: string };
  let second: { id: string };
  const made: string[] = [];
  const list = (query: string): Promise<ApiResponse> => read(`${DELIVERIES}?${query}`, listed.viewer);

  beforeAll(async () => {
    listed = await api.createTenant();
    first = await createEndpoint({}, listed);
    second = await createEndpoint({}, listed);
    made.push(await createDelivery(first.id, { id: 'e0', type: 'a.b' }, listed));
    made.push(await createDelivery(first.id, { id: 'e1', type: 'a.c', orderingKey: 'o 1' }, listed));
    made.push(await createDelivery(second.id, { id: 'e2', type: 'a.b' }, listed));
    made.push(await createDelivery(second.id, { id: 'e3', type: 'a.b' }, listed));
    await attempt(made[1]!, BUSY);
    await attempt(made[2]!, SUCCEEDED);
    await createDelivery((await createEndpoint()).id);
  });

  it('shows the newest first and nothing of other tenants', async () => {
    expect(idsOf(await list(''))).toEqual(made.toReversed());
  });

  it('pages', async () => {
    const page = await list('limit=3');
    expect(idsOf(page)).toEqual(made.slice(1).toReversed());
    const rest = await list(`limit=3&cursor=${page.body.nextCursor}`);
    expect(idsOf(rest)).toEqual(made.slice(0, 1));
    expect(rest.body.nextCursor).toBeNull();
  });

  it('filters', async () => {
    const [m0, m1, m2, m3] = made;
    expect(idsOf(await list('status=pending'))).toEqual([m3, m0]);
    expect(idsOf(await list('status=waiting&waitReason=backoff'))).toEqual([m1]);
    expect(idsOf(await list('waitReason=retry-after'))).toEqual([]);
    expect(idsOf(await list(`endpointId=${first.id}`))).toEqual([m1, m0]);
    expect(idsOf(await list('eventId=e2'))).toEqual([m2]);
    expect(idsOf(await list('eventType=a.b'))).toEqual([m3, m2, m0]);
    expect(idsOf(await list('statusCode=503'))).toEqual([m1]);
    expect(idsOf(await list('statusCode=200'))).toEqual([m2]);
    expect(idsOf(await list('errorKind=http'))).toEqual([m1]);
    expect(idsOf(await list('orderingKey=o%201'))).toEqual([m1]);
    expect(idsOf(await list('minAttempts=1'))).toEqual([m2, m1]);
    expect(idsOf(await list('minAttempts=2'))).toEqual([]);
    const { body } = await read(`${DELIVERIES}/${m2}`, listed.viewer);
    expect(idsOf(await list(`from=${body.createdAt}`))).toEqual([m3, m2]);
    expect(idsOf(await list(`to=${body.createdAt}`))).toEqual([m1, m0]);
  });

  it('shows those of one endpoint, also of a deleted one', async () => {
    const of = (id: string, query = '', key = listed.viewer): Promise<ApiResponse> =>
      read(`/api/v1/webhooks/${id}/deliveries${query}`, key);
    expect(idsOf(await of(first.id))).toEqual([made[1], made[0]]);
    expect(idsOf(await of(first.id, '?status=waiting'))).toEqual([made[1]]);
    expect((await of(first.id, `?endpointId=${second.id}`)).status).toBe(422);
    expect((await of(first.id, '', tenant.owner)).status).toBe(404);
    expect((await of('ep_none')).status).toBe(404);
    const gone = await createEndpoint({}, listed);
    await api.request('DELETE', `/api/v1/webhooks/${gone.id}`, { key: listed.owner });
    expect(idsOf(await of(gone.id))).toEqual([]);
  });

  it('finds a page by an index', async () => {
    const plan = await api.dataSource.transaction(async (manager) => {
      await manager.query('SET LOCAL enable_seqscan = off');
      await manager.query('SET LOCAL enable_sort = off');
      return manager.query(
        `EXPLAIN SELECT id FROM webhook_deliveries WHERE tenant_id = $1 AND (created_at, id) < (now(), 'x')
         ORDER BY created_at DESC, id DESC LIMIT 51`,
        [listed.id],
      );
    });
    expect(JSON.stringify(plan)).toContain('webhook_deliveries_first_tenant_idx');
  });

  it.each([
    ['an unknown filter', 'colour=red', 'validation-failed'],
    ['a bad flag', 'parked=perhaps', 'validation-failed'],
    ['an unknown status', 'status=done', 'validation-failed'],
    ['a bad status code', 'statusCode=2xx', 'validation-failed'],
    ['no number of attempts', 'minAttempts=0', 'validation-failed'],
    ['an unknown error', 'errorKind=cosmic', 'validation-failed'],
    ['an unknown reason', 'waitReason=lunch', 'validation-failed'],
    ['a bad time', 'to=tomorrow', 'validation-failed'],
    ['text with U+0000', 'orderingKey=%00', 'validation-failed'],
    ['a bad cursor', 'cursor=%21', 'invalid-cursor'],
    ['a limit that is too high', 'limit=201', 'validation-failed'],
  ])('refuses %s', async (_, query, problem) => {
    expect(await list(query)).toMatchObject({ status: 422, body: { type: PROBLEM + problem } });
  });
});

describe('commands', () => {
  /** Applies what was given, as the workflow does. */
  const apply = (id: string): Promise<unknown> =>
    waitFor('a command to apply', async () => {
      const { body } = await read(`${DELIVERIES}/${id}`);
      return body.pendingCommand === undefined ? null : commands.applyCommands(id, [], new Date());
    });

  it('are answered with their effect', async () => {
    const id = await createDelivery((await createEndpoint()).id);
    await attempt(id, BUSY);
    const [answer] = await Promise.all([act(id, 'redeliver'), apply(id)]);
    expect(answer.status).toBe(202);
    const delivery = deliveryDetailSchema.parse(answer.body);
    expect(delivery).toMatchObject({ status: 'pending', explanation: 'redeliver was asked for' });
    expect(delivery).not.toHaveProperty('pendingCommand');
    expect(delivery.timeline.at(-1)).toMatchObject({
      kind: 'redeliver',
      detail: 'redelivered now',
      actor: expect.stringMatching(/^key_/),
    });
  });

  it('carry the reason of a cancellation', async () => {
    const id = await createDelivery((await createEndpoint()).id);
    const [answer] = await Promise.all([act(id, 'cancel', { reason: 'test data' }), apply(id)]);
    expect(answer).toMatchObject({
      status: 202,
      body: {
        status: 'cancelled',
        explanation: expect.stringMatching(/^cancelled: .*test data$/),
        completedAt: expect.any(String),
      },
    });
  });

  it.each([
    ['cancel', {}],
    ['redeliver', {}],
    ['hold', {}],
    ['release', {}],
    ['reschedule', { at: inDays(1) }],
  ])('%s during an attempt is answered at once and still to come', async (action, body) => {
    const id = await createDelivery((await createEndpoint()).id);
    await claim(id);
    expect(await act(id, action, body)).toMatchObject({
      status: 202,
      body: { status: 'delivering', pendingCommand: action },
    });
  });

  it('are not lost when nobody applies them', async () => {
    const id = await createDelivery((await createEndpoint()).id);
    const startedAt = performance.now();
    const { status, body } = await act(id, 'cancel');
    expect({ status, state: body.status, command: body.pendingCommand }).toEqual({
      status: 202,
      state: 'pending',
      command: 'cancel',
    });
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(1900);
    expect((await detail(id)).pendingCommand).toBe('cancel');
  });

  it.each([
    ['cancel', {}],
    ['hold', {}],
    ['release', {}],
    ['reschedule', { at: inDays(1) }],
  ])('%s of one that has ended is refused with the present state', async (action, body) => {
    const id = await createDelivery((await createEndpoint()).id);
    await attempt(id, SUCCEEDED);
    const answer = await act(id, action, body);
    expect(answer).toMatchObject({ status: 409, body: { type: `${PROBLEM}command-refused` } });
    expect(answer.body.detail).toContain('"succeeded"');
  });

  it('hold a delivery, which keeps its due time, and release it', async () => {
    const id = await createDelivery((await createEndpoint()).id);
    await attempt(id, BUSY);
    const { nextAttemptAt } = await detail(id);
    const [held] = await Promise.all([act(id, 'hold', { reason: 'the customer asked' }), apply(id)]);
    expect(held.status).toBe(202);
    const holding = deliveryDetailSchema.parse(held.body);
    expect(holding).toMatchObject({
      status: 'held',
      waitReason: 'manual',
      explanation: 'held: until someone releases it',
      nextAttemptAt,
    });
    expect(holding.timeline.at(-1)).toMatchObject({
      kind: 'hold',
      detail: 'held until someone releases it: the customer asked',
      actor: expect.stringMatching(/^key_/),
    });
    const [released] = await Promise.all([act(id, 'release'), apply(id)]);
    const waiting = deliveryDetailSchema.parse(released.body);
    expect(waiting).toMatchObject({ status: 'waiting', waitReason: 'backoff', nextAttemptAt });
    expect(waiting.timeline.at(-1)).toMatchObject({ kind: 'release', detail: expect.stringContaining(nextAttemptAt!) });
  });

  it('hold without a body', async () => {
    const id = await createDelivery((await createEndpoint()).id);
    const [{ status, body }] = await Promise.all([act(id, 'hold'), apply(id)]);
    expect({ status, explanation: body.explanation }).toEqual({
      status: 202,
      explanation: 'held: until someone releases it',
    });
  });

  it('reschedule a delivery to a time with any offset', async () => {
    const id = await createDelivery((await createEndpoint()).id);
    const at = new Date(Date.parse(inDays(365))).toISOString();
    const [answer] = await Promise.all([act(id, 'reschedule', { at: at.replace('Z', '+00:00') }), apply(id)]);
    expect(answer.status).toBe(202);
    expect(deliveryDetailSchema.parse(answer.body)).toMatchObject({
      status: 'waiting',
      waitReason: 'scheduled',
      nextAttemptAt: at,
      explanation: `waiting until ${at}: rescheduled on request`,
      timeline: [{ kind: 'created' }, { kind: 'reschedule', detail: `rescheduled to ${at}` }],
    });
  });

  it('release nothing that nobody holds', async () => {
    const id = await createDelivery((await createEndpoint()).id);
    await attempt(id, BUSY);
    const answer = await act(id, 'release');
    expect(answer).toMatchObject({ status: 409, body: { type: `${PROBLEM}command-refused` } });
    expect(answer.body.detail).toBe('A delivery that is "waiting" cannot be given release: it is not held.');
  });

  it('redeliver nothing to an endpoint that is disabled or deleted', async () => {
    const endpoint = await createEndpoint();
    const id = await createDelivery(endpoint.id);
    await attempt(id, SUCCEEDED);
    const path = `/api/v1/webhooks/${endpoint.id}`;
    await api.request('PATCH', path, { key: tenant.owner, body: { status: 'disabled' } });
    expect(await act(id, 'redeliver')).toMatchObject({ status: 409, body: { detail: /disabled/ } });
    await api.request('DELETE', path, { key: tenant.owner });
    expect(await act(id, 'redeliver')).toMatchObject({ status: 409, body: { detail: /deleted/ } });
  });

  it('leave a trace in the audit log', async () => {
    const id = await createDelivery((await createEndpoint()).id);
    await claim(id);
    const given = ['hold', 'release', 'reschedule', 'redeliver', 'cancel'];
    for (const action of given) await act(id, action, action === 'reschedule' ? { at: inDays(1) } : {});
    const rows = await api.dataSource.query(
      'SELECT actor, action FROM audit_log WHERE tenant_id = $1 AND subject = $2 ORDER BY id',
      [tenant.id, id],
    );
    expect(rows).toEqual(
      given.map((action) => ({ actor: expect.stringMatching(/^key_/), action: `delivery.${action}` })),
    );
  });

  it.each([
    ['cancel', '{"reason":', 400, 'malformed-json'],
    ['cancel', '{"reason":""}', 422, 'validation-failed'],
    ['cancel', '{"reason":7}', 422, 'validation-failed'],
    ['cancel', '{"why":"x"}', 422, 'validation-failed'],
    ['cancel', '{"reason":"a\\u0000"}', 422, 'validation-failed'],
    ['cancel', '[]', 422, 'validation-failed'],
    ['redeliver', '{"at":"2026-01-01T00:00:00Z"}', 422, 'validation-failed'],
    ['redeliver', '{"force":"yes"}', 422, 'validation-failed'],
    ['hold', '{"reason":""}', 422, 'validation-failed'],
    ['hold', `{"reason":"${'x'.repeat(257)}"}`, 422, 'validation-failed'],
    ['hold', '{"until":"2199-01-01T00:00:00Z"}', 422, 'validation-failed'],
    ['release', '{"at":"2199-01-01T00:00:00Z"}', 422, 'validation-failed'],
    ['reschedule', '', 422, 'validation-failed'],
    ['reschedule', '{}', 422, 'validation-failed'],
    ['reschedule', '{"at":null}', 422, 'validation-failed'],
    ['reschedule', '{"at":1900000000000}', 422, 'validation-failed'],
    ['reschedule', '{"at":"tomorrow"}', 422, 'validation-failed'],
    ['reschedule', '{"at":"2026-02-30T00:00:00Z"}', 422, 'validation-failed'],
    ['reschedule', '{"at":"2020-01-01T00:00:00Z"}', 422, 'validation-failed'],
    ['reschedule', `{"at":"${inDays(366.01)}"}`, 422, 'validation-failed'],
    ['reschedule', '{"at":', 400, 'malformed-json'],
  ])('%s refuses %s', async (action, rawBody, status, problem) => {
    const id = await createDelivery((await createEndpoint()).id);
    const answer = await api.request('POST', `${DELIVERIES}/${id}/${action}`, { key: tenant.owner, rawBody });
    expect(answer).toMatchObject({ status, body: { type: PROBLEM + problem } });
    expect(await detail(id)).not.toHaveProperty('pendingCommand');
  });

  it('are for owners', async () => {
    const id = await createDelivery((await createEndpoint()).id);
    for (const action of ['redeliver', 'cancel', 'hold', 'release', 'reschedule']) {
      const body = action === 'reschedule' ? { at: inDays(1) } : {};
      expect((await act(id, action, body, tenant.viewer)).status).toBe(403);
      expect((await act(id, action, body, tenant.publisher)).status).toBe(403);
      expect((await act(id, action, body, stranger.owner)).status).toBe(404);
      expect((await act('dlv_none', action, body)).status).toBe(404);
    }
    expect(await detail(id)).not.toHaveProperty('pendingCommand');
  });
});

describe('a delivery that was held from the start', () => {
  let endpoint: { id: string };
  let id: string;
  beforeEach(async () => {
    endpoint = await createEndpoint();
    await api.request('POST', `/api/v1/webhooks/${endpoint.id}/pause`, { key: tenant.owner });
    id = await createDelivery(endpoint.id);
  });

  it('says so, and that no workflow stands behind it', async () => {
    expect(await detail(id)).toMatchObject({
      status: 'held',
      waitReason: 'paused',
      explanation: 'held: the endpoint is paused',
      workflow: null,
      timeline: [{ kind: 'created' }, { kind: 'held', detail: 'the endpoint is paused', actor: 'gate' }],
    });
  });

  it.each([
    ['cancel', {}, { status: 'cancelled' }, 'cancelled'],
    [
      'hold',
      { reason: 'wait' },
      { status: 'held', waitReason: 'manual', explanation: 'held: until someone releases it' },
      'hold',
    ],
    ['redeliver', { force: true }, { status: 'pending', explanation: 'redeliver was asked for' }, 'redeliver'],
  ])('takes %s at once', async (action, body, expected, kind) => {
    const startedAt = performance.now();
    const answer = await act(id, action, body);
    expect(answer.status).toBe(202);
    expect(performance.now() - startedAt).toBeLessThan(1500);
    const delivery = deliveryDetailSchema.parse(answer.body);
    expect(delivery).toMatchObject(expected);
    expect(delivery).not.toHaveProperty('pendingCommand');
    expect(delivery.timeline.at(-1)).toMatchObject({ kind });
  });

  it('is released at once after a hold by hand', async () => {
    await act(id, 'hold');
    const { status, body } = await act(id, 'release');
    expect({ status, state: body.status, command: body.pendingCommand }).toEqual({
      status: 202,
      state: 'pending',
      command: undefined,
    });
  });

  it('needs a workflow to be rescheduled', async () => {
    const { status, body } = await act(id, 'reschedule', { at: inDays(1) });
    expect({ status, state: body.status, command: body.pendingCommand }).toEqual({
      status: 202,
      state: 'held',
      command: 'reschedule',
    });
  });

  it('is neither released nor redelivered past the pause, unless by force', async () => {
    const released = await act(id, 'release');
    expect(released).toMatchObject({ status: 409, body: { type: `${PROBLEM}command-refused` } });
    expect(released.body.detail).toContain('held by its endpoint (the endpoint is paused)');
    for (const body of [undefined, {}, { force: false }]) {
      const redelivered = await act(id, 'redeliver', body);
      expect(redelivered).toMatchObject({ status: 409, body: { type: `${PROBLEM}command-refused` } });
      expect(redelivered.body.detail).toContain('the endpoint is paused; "force": true');
    }
  });
});

describe('a parked delivery', () => {
  it('says so, in lists too; no other has the field', async () => {
    const { id: endpointId } = await createEndpoint();
    const [parked, other] = [await createDelivery(endpointId), await createDelivery(endpointId)];
    await api.dataSource.query("UPDATE webhook_deliveries SET status = 'failed', parked = true WHERE id = $1", [
      parked,
    ]);
    expect(await detail(parked)).toMatchObject({ status: 'failed', parked: true });
    expect(await detail(other)).not.toHaveProperty('parked');
    const { body } = await read(`/api/v1/webhooks/${endpointId}/deliveries`);
    expect(deliveryListSchema.parse(body).data.map((delivery) => delivery.parked)).toEqual([undefined, true]);
  });
});
