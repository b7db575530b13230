import { Injectable } from '@nestjs/common';
import { USER_AGENT } from '#libs/config';
import type { EndpointTestAnswer, EndpointTestBody } from '#libs/contracts/http';
import { classify, ended, eventTypeMatches } from '#libs/domain';
import type { EgressClient, EgressResult } from '#libs/egress';
import {
  attemptRecord,
  AttemptRepository,
  AuditRepository,
  EndpointRepository,
  EndpointSecretRepository,
  EndpointTestRepository,
  EventQueryRepository,
  EventStoreRepository,
  hideHeaders,
  newId,
  openHeaders,
  SecretBox,
  type AcceptedEvent,
  type entities,
  type TestDelivery,
} from '#libs/persistence';
import {
  dataProblem,
  generateSecret,
  parseEnvelope,
  RenderError,
  renderRequest,
  resolveProfile,
  signingSecrets,
  type RenderedRequest,
} from '#libs/signing';
import { openSecrets } from '../endpoints/open-secrets.js';
import { builtInExample } from '../events/built-in-example.js';
import { sliceEvent } from '../events/event-slices.js';
import type { JsonText } from '../http/json-body.js';
import type { Principal } from '../http/principal.js';
import { ProblemException } from '../http/problem.exception.js';
import { checkProfileOptions } from '../profiles/check-profile-options.js';
import { profileNameOf } from '../profiles/profile-name.js';
import { ApiEgress } from './api-egress.js';
import { isSuccess, rejectsCheck, respondsCheck } from './test-checks.js';

/** The whole test takes at most 30 s: the test event first, then both bad requests at once. */
const EVENT_TIMEOUT_MS = 19_000;
const PROBE_TIMEOUT_MS = 9_000;

/** How long nobody else may make the attempt: until it was surely recorded. */
const LEASE_MS = 60_000;

/** How much older than a receiver may allow the old timestamp is. */
const TOO_OLD_SECONDS = 3_600;

/** Tells receivers that a request is not meant to succeed. */
const PROBE_HEADER = 'x-everhook-test';

/** What a test is made with. */
interface Trial {
  endpoint: entities.EndpointEntity;
  event: AcceptedEvent;
  data: string;
  delivery: TestDelivery;
  /** What it signs with now. */
  secrets: string[];
  /** Its own headers. */
  own: Record<string, string>;
  egress: EgressClient;
}

/** Tries endpoints out: one real delivery, and requests that a receiver should refuse. */
@Injectable()
export class EndpointTestService {
  constructor(
    private readonly endpoints: EndpointRepository,
    private readonly secrets: EndpointSecretRepository,
    private readonly events: EventStoreRepository,
    private readonly queries: EventQueryRepository,
    private readonly tests: EndpointTestRepository,
    private readonly attempts: AttemptRepository,
    private readonly audit: AuditRepository,
    private readonly secretBox: SecretBox,
    private readonly egress: ApiEgress,
  ) {}

  /**
   * Sends a test event and finds out whether the receiver verifies what it gets.
   * @param json the body, already found to fit the schema
   * @throws ProblemException 404; 409 for a disabled endpoint; 422 for data that does not fit the endpoint's profile
   */
  async test(
    tenantId: string,
    id: string,
    body: EndpointTestBody,
    json: JsonText,
    actor: Principal,
  ): Promise<EndpointTestAnswer> {
    const endpoint = await this.endpoints.find(tenantId, id);
    if (endpoint === null) throw ProblemException.notFound('endpoint', id);
    if (endpoint.status === 'disabled') throw ProblemException.endpointDisabled(id);
    const type = body.event ?? (await this.typeFor(endpoint));
    const data = body.data === undefined ? await this.exampleOf(tenantId, type) : sliceEvent(json);
    const profile = profileNameOf(endpoint.profile);
    const options = checkProfileOptions(profile, endpoint.profileOptions);
    const problem = dataProblem(profile, data, options);
    if (problem !== null) throw ProblemException.field('data', problem);

    const dated = openSecrets(await this.secrets.listValid(id), this.secretBox);
    const egress = await this.egress.client();
    const [event] = await this.events.acceptEvents([{ tenantId, type, data, source: 'test' }]);
    if (event === undefined) throw new Error('an accepted event was not returned');
    const delivery = await this.tests.makeClaimed(event, id, LEASE_MS);
    if (delivery === null) throw ProblemException.notFound('endpoint', id);
    await this.audit.record({ tenantId, actor, action: 'endpoint.test', subject: id });
    return this.run({
      endpoint,
      event,
      data,
      delivery,
      secrets: signingSecrets(profile, dated, new Date(), options),
      own: openHeaders(endpoint.headersCiphertext, this.secretBox),
      egress,
    });
  }

  private async run(trial: Trial): Promise<EndpointTestAnswer> {
    const { endpoint, event, delivery, own } = trial;
    const startedAt = new Date();
    const request = render(trial, { eventId: event.id, secrets: trial.secrets, at: startedAt });
    const genuine: EgressResult =
      request instanceof RenderError
        ? { kind: 'error', errorKind: 'internal', error: request.message, durationMs: 0 }
        : await post(trial, request, EVENT_TIMEOUT_MS);
    const shown = request instanceof RenderError ? { headers: {}, body: '' } : request;
    const headers = { 'user-agent': USER_AGENT, ...shown.headers, ...hideHeaders(own) };
    await this.record(trial, startedAt, headers, genuine);
    return {
      event: event.type,
      eventId: event.id,
      deliveryId: delivery.id,
      request: { url: endpoint.url, headers, body: shown.body },
      response:
        genuine.kind === 'error'
          ? null
          : {
              status: genuine.statusCode,
              headers: genuine.headers,
              body: genuine.body,
              truncated: genuine.truncated,
              durationMs: Math.round(genuine.durationMs),
            },
      ...(genuine.kind === 'error' ? { error: genuine.error } : {}),
      checks: [respondsCheck(genuine), ...(await this.probes(trial, genuine))],
    };
  }

  /** What the receiver does with requests that it should refuse. */
  private async probes(trial: Trial, genuine: EgressResult): Promise<EndpointTestAnswer['checks']> {
    const { profile: name, options } = parseEnvelope(trial.delivery.envelope);
    const { toleranceSeconds } = resolveProfile(name, options);
    // An id of its own: a receiver that has handled an event already may well say yes without looking.
    const probe = async (secrets: string[], at: Date): Promise<EgressResult | null> => {
      if (!isSuccess(genuine)) return null;
      const request = render(trial, { eventId: newId('event'), secrets, at });
      if (request instanceof RenderError) return null;
      return post(trial, { ...request, headers: { ...request.headers, [PROBE_HEADER]: 'true' } }, PROBE_TIMEOUT_MS);
    };
    const badSignature = probe([generateSecret(name, options)], new Date()).then((result) =>
      rejectsCheck('rejects-bad-signature', genuine, result, 'a signature that was made with another secret'),
    );
    if (toleranceSeconds === null) return [await badSignature];
    const ageSeconds = toleranceSeconds + TOO_OLD_SECONDS;
    const oldTimestamp = probe(trial.secrets, new Date(Date.now() - ageSeconds * 1000)).then((result) =>
      rejectsCheck('rejects-old-timestamp', genuine, result, `a timestamp that was ${ageSeconds} s old`),
    );
    return Promise.all([badSignature, oldTimestamp]);
  }

  /** Writes the attempt down: the delivery has ended with it, whatever it met. */
  private async record(
    { delivery, endpoint }: Trial,
    startedAt: Date,
    requestHeaders: Record<string, string>,
    result: EgressResult,
  ): Promise<void> {
    const met = classify(result, Date.now());
    const change = met.succeeded
      ? ended('succeeded', `the receiver answered ${met.statusCode}`)
      : ended('failed', `${met.error}, and a test is not repeated`);
    const attempt = {
      number: 1,
      trigger: 'test',
      startedAtMs: startedAt.getTime(),
      outcome: met.succeeded ? 'succeeded' : 'failed',
      url: endpoint.url,
      requestHeaders,
    } as const;
    await this.attempts.recordAttempt(delivery, { ...change, attemptCount: 1 }, attemptRecord(attempt, result, met));
  }

  /** The type that is sent where none is named: one that the endpoint surely wants, if there is one. */
  private async typeFor({ tenantId, events }: entities.EndpointEntity): Promise<string> {
    const named = events.find((pattern) => !pattern.endsWith('*'));
    if (named !== undefined) return named;
    const known = await this.queries.findTypeNames(tenantId);
    const wanted = known.find((name) => events.some((pattern) => eventTypeMatches(pattern, name)));
    return wanted ?? (events[0] ?? '*').replace('*', 'test');
  }

  private async exampleOf(tenantId: string, type: string): Promise<string> {
    return (await this.queries.findExample(tenantId, type)) ?? JSON.stringify(builtInExample(type));
  }
}

/** The request that the endpoint's profile makes of the test event; a RenderError where it makes none. */
function render(
  { delivery, event, data }: Trial,
  { eventId, secrets, at }: { eventId: string; secrets: string[]; at: Date },
): RenderedRequest | RenderError {
  try {
    return renderRequest({
      envelope: parseEnvelope(delivery.envelope),
      event: { id: eventId, type: event.type, created: event.created.toISOString(), data },
      deliveryId: delivery.id,
      secrets,
      at,
    });
  } catch (error) {
    if (error instanceof RenderError) return error;
    throw error;
  }
}

async function post(trial: Trial, request: RenderedRequest, timeoutMs: number): Promise<EgressResult> {
  const { endpoint, egress, own } = trial;
  return egress.post({
    url: endpoint.url,
    headers: { 'user-agent': USER_AGENT, ...request.headers, ...own },
    body: request.body,
    timeoutMs: Math.min(timeoutMs, endpoint.timeoutMs),
    ...(endpoint.ipAllowList === null ? {} : { ipAllowList: endpoint.ipAllowList }),
  });
}
