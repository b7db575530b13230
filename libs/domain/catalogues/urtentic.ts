import {
  type Catalogue,
  count,
  entry,
  flag,
  identifier,
  list,
  number,
  object,
  oneOf,
  text,
  time,
} from './catalogue.js';

const flow = {
  flowId: identifier('The verification flow that the person went through.'),
  verificationId: identifier('This one run of the flow.'),
  identityId: identifier('The person across all verifications.'),
};
const device = object({
  type: oneOf(['mobile', 'desktop', 'tablet'], 'Kind of device.'),
  os: text('Operating system.'),
  browser: text('Browser.'),
  country: text('Country of the IP address, ISO 3166-1 alpha-2.'),
});
const flowExample = { flowId: 'flw_5f2c91d7', verificationId: 'ver_8d41b6a2c3', identityId: 'idn_41c7e09b' };
const deviceExample = { type: 'mobile', os: 'Android 15', browser: 'Chrome 139', country: 'BR' };
const STEPS = ['document-reading', 'selfie', 'liveness', 'proof-of-residency', 'watchlists'];

/**
 * The event types of identity verification. Their data lies flat beside `eventName` in the request, so none may have a
 * member of that name.
 */
export const URTENTIC_CATALOGUE: Catalogue = [
  entry(
    'verification_completed',
    'A person went through all steps of a verification, and the result stands.',
    {
      ...flow,
      result: oneOf(['verified', 'reviewNeeded', 'rejected'], 'Outcome of the whole verification.'),
      score: number('Confidence in the result.', { minimum: 0, maximum: 1 }),
      document: object({
        type: oneOf(['passport', 'national-id', 'driving-license'], 'Kind of document.'),
        country: text('Country that issued it, ISO 3166-1 alpha-2.'),
        expiresOn: { type: 'string', format: 'date', description: 'Last day of validity.' },
      }),
      steps: list(
        object({ stepId: oneOf(STEPS, 'The step.'), status: oneOf(['passed', 'failed', 'skipped'], 'Its outcome.') }, [
          'stepId',
        ]),
        'Every step of the flow.',
      ),
      device,
      startedAt: time('When the person began.'),
      completedAt: time('When the result stood.'),
      metadata: object({ userId: identifier('The person in your own system.') }),
    },
    ['flowId'],
    {
      ...flowExample,
      result: 'verified',
      score: 0.97,
      document: { type: 'national-id', country: 'BR', expiresOn: '2031-08-14' },
      steps: [
        { stepId: 'document-reading', status: 'passed' },
        { stepId: 'selfie', status: 'passed' },
        { stepId: 'liveness', status: 'passed' },
      ],
      device: deviceExample,
      startedAt: '2026-03-01T09:56:12.480Z',
      completedAt: '2026-03-01T10:00:00.123Z',
      metadata: { userId: 'user-20931' },
    },
  ),
  entry(
    'verification_abandoned',
    'A person began a verification and left it unfinished until it expired.',
    {
      ...flow,
      lastStep: object({
        stepId: oneOf(STEPS, 'The last step that was shown.'),
        attempts: count('Tries of that step.'),
      }),
      reason: oneOf(['expired', 'closed', 'cancelled'], 'How it ended.'),
      device,
      startedAt: time('When the person began.'),
      abandonedAt: time('When the verification was given up.'),
      metadata: object({ userId: identifier('The person in your own system.') }),
    },
    ['flowId'],
    {
      ...flowExample,
      lastStep: { stepId: 'selfie', attempts: 2 },
      reason: 'expired',
      device: deviceExample,
      startedAt: '2026-03-01T09:56:12.480Z',
      abandonedAt: '2026-03-01T10:26:12.480Z',
      metadata: { userId: 'user-20931' },
    },
  ),
  entry(
    'step_completed',
    'One step of a verification ended, with its own result.',
    {
      ...flow,
      step: object(
        {
          stepId: oneOf(STEPS, 'The step.'),
          status: oneOf(['passed', 'failed', 'skipped'], 'Its outcome.'),
          error: object({ code: text('Stable code.'), message: text('The reason in words.') }),
          attempts: count('Tries of this step.'),
          final: flag('True when the step cannot be tried again.'),
          durationMs: count('Time that the person took, in milliseconds.'),
        },
        ['stepId'],
      ),
      completedAt: time('When the step ended.'),
      metadata: object({ userId: identifier('The person in your own system.') }),
    },
    ['flowId', 'step'],
    {
      ...flowExample,
      step: {
        stepId: 'document-reading',
        status: 'failed',
        error: { code: 'document.expired', message: 'The document expired on 2024-05-31.' },
        attempts: 1,
        final: false,
        durationMs: 18_240,
      },
      completedAt: '2026-03-01T09:57:03.911Z',
      metadata: { userId: 'user-20931' },
    },
  ),
];
