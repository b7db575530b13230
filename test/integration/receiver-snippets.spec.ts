import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROFILE_NAMES } from '#libs/contracts';
import { receiverSnippets, resolveProfile, type ProfileOptions, type Snippet } from '#libs/signing';
import { TestApi, type TestTenant } from '../support/api.js';
import { Receiver } from '../support/receiver.js';
import { SNIPPET_RUNNERS, type SnippetCase, type SnippetRunner } from '../support/snippet-runners.js';
import { createTempDir, type TempDir } from '../support/temp-dir.js';

/** Everything that a custom profile can choose, and text that each language has to quote. */
const CUSTOM: ProfileOptions[] = [
  {
    headers: { 'x-acme-time': '{{timestamp}}', 'x-acme-id': '{{eventId}}' },
    signatureHeader: "x-acme'sign",
    algorithm: 'sha512',
    encoding: 'base64',
    signaturePrefix: 'acme "$x\' #{1} \\ ',
    signedContent: 'a"b\'c\\d$e#{f}\n{{eventId}}:{{timestamp}}:{{body}}:end',
    keyEncoding: 'hex',
    timestampFormat: 'rfc3339',
  },
  {
    headers: { 'x-acme-time': '{{timestamp}}' },
    signatureSeparator: ',',
    algorithm: 'sha1',
    signedContent: '{{body}}{{timestamp}}',
    keyEncoding: 'base64',
    timestampFormat: 'unix-ms',
  },
];

interface Subject {
  title: string;
  /** Part of a file's name. */
  slug: string;
  snippets: Snippet[];
  signatureHeader: string;
  cases: SnippetCase[];
}

/** What a receiver is to say: the genuine request comes first, then one signed with another secret and an old one. */
const VERDICTS = [true, false, false];

let api: TestApi;
let tenant: TestTenant;
let receiver: Receiver;
let dir: TempDir;
const subjects: Subject[] = [];
beforeAll(async () => {
  api = await TestApi.start({ EVERHOOK_ALLOW_HTTP: 'true', EVERHOOK_ALLOWED_NETWORKS: '127.0.0.0/8' });
  tenant = await api.createTenant();
  receiver = await Receiver.start();
  dir = await createTempDir();
  for (const profile of PROFILE_NAMES.filter((name) => name !== 'custom')) subjects.push(await subjectOf(profile));
  subjects.push(await subjectOf('urtentic', { signaturePrefix: true }, 'urtentic with a prefix'));
  for (const [index, options] of CUSTOM.entries()) {
    subjects.push(await subjectOf('custom', options, `custom ${index + 1}`));
  }
});
afterAll(async () => {
  await api.close();
  await receiver.close();
  await dir.remove();
});

/** Has the test of an endpoint send real requests: a genuine one, one with a bad signature, and one that is old. */
async function subjectOf(
  profile: (typeof PROFILE_NAMES)[number],
  options?: ProfileOptions,
  title: string = profile,
): Promise<Subject> {
  const slug = title.replaceAll(/[^a-z0-9]/g, '-');
  const { body: endpoint, text } = await api.request('POST', '/api/v1/webhooks', {
    key: tenant.owner,
    body: {
      url: receiver.url(`/${slug}`),
      events: ['order.created'],
      profile,
      ...(options && { profileOptions: options }),
    },
  });
  expect(endpoint.id, text).toBeDefined();
  const answer = await api.request('POST', `/api/v1/webhooks/${endpoint.id}/test`, {
    key: tenant.owner,
    body: { data: { name: 'Zoë 🐎', total: 12.5 } },
  });
  expect(answer.body.response, answer.text).toMatchObject({ status: 200 });
  const requests = receiver.requestsTo(`/${slug}`);
  const cases = requests.map(({ headers, rawBody }) => ({ secret: endpoint.secret, headers, rawBody }));
  const resolved = resolveProfile(profile, options);
  const snippets = receiverSnippets(resolved) ?? [];
  expect(snippets).toHaveLength(6);
  return { title, slug, snippets, signatureHeader: resolved.signature.header, cases };
}

/** Longer than installing a language may take. */
const PREPARE_TIMEOUT_MS = 660_000;

describe.each(SNIPPET_RUNNERS)('the snippets for $language', (runner) => {
  beforeAll(() => runner.prepare(), PREPARE_TIMEOUT_MS);

  it('are right about real requests of every profile', async () => {
    // One after the other: compilers are not made smaller by company.
    // oxlint-disable-next-line no-await-in-loop
    for (const subject of subjects) await checkSubject(runner, subject);
  }, 180_000);

  it('are found out where they are broken', async () => {
    const [subject] = subjects;
    if (subject === undefined) throw new Error('no subject');
    const snippet = snippetFor(runner, subject);
    const unparsable = { ...snippet, code: `${snippet.code})\n` };
    await expect(runner.run(unparsable, await makeFolder(runner, 'unparsable'), subject.cases)).rejects.toThrow(
      /syntax|parse error|expected/i,
    );
    const deaf = { ...snippet, code: snippet.code.replaceAll(subject.signatureHeader, 'x-another') };
    expect(deaf.code).not.toBe(snippet.code);
    expect(await runner.run(deaf, await makeFolder(runner, 'deaf'), subject.cases)).toEqual(
      subject.cases.map(() => false),
    );
  }, 180_000);
});

function snippetFor({ language }: SnippetRunner, { snippets }: Subject): Snippet {
  const snippet = snippets.find((each) => each.language === language);
  if (snippet === undefined) throw new Error(`no snippet for ${language}`);
  return snippet;
}

async function makeFolder({ language }: SnippetRunner, name: string): Promise<string> {
  const folder = join(dir.path, language, name);
  await mkdir(folder, { recursive: true });
  return folder;
}

async function checkSubject(runner: SnippetRunner, subject: Subject): Promise<void> {
  const snippet = snippetFor(runner, subject);
  // Whatever is changed about a genuine request makes it a bad one.
  const [genuine] = subject.cases;
  if (genuine === undefined) throw new Error('no request');
  const { signatureHeader: name } = subject;
  const { [name]: _, ...unsigned } = genuine.headers;
  const changed: SnippetCase[] = [
    { ...genuine, rawBody: Buffer.concat([genuine.rawBody, Buffer.from(' ')]) },
    { ...genuine, headers: { ...genuine.headers, [name]: '' } },
    { ...genuine, headers: { ...genuine.headers, [name]: 'v1,Zm9v é' } },
    { ...genuine, headers: unsigned },
  ];
  const found = await runner.run(snippet, await makeFolder(runner, subject.slug), [...subject.cases, ...changed]);
  const wanted = [...VERDICTS.slice(0, subject.cases.length), ...changed.map(() => false)];
  expect(found, `${subject.title}\n${snippet.code}`).toEqual(wanted);
}
