import { StandardSchemaValidationPipe } from '@nestjs/common';
import type { z } from 'zod';
import type { ProblemField } from '#libs/contracts/http';
import { ProblemException } from './problem.exception.js';

/** The most wrong fields that one answer lists. */
const MAXIMUM_FIELDS = 50;

type Issue = z.core.$ZodIssue;

/** Validates parameters against their zod schema (`@Body({ schema })` and the like); a violation is 422. */
export class ValidationPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({ exceptionFactory: (issues) => validationProblem(issues) });
  }

  /**
   * Nest removes keys named `constructor` and `prototype` at any depth. Payloads and JSON Schemas may well have such
   * members; our schemas are strict, so none of them reaches an object that we merge.
   */
  protected override stripProtoKeys(): void {}
}

/**
 * The problem document of a violated schema: one entry per wrong field, in words for a person.
 * @param issues what zod found
 */
export function validationProblem(issues: readonly { message: string; path?: unknown }[]): ProblemException {
  const fields = issues.flatMap((issue) => (isZodIssue(issue) ? fieldsOf(issue, []) : [{ path: '', ...pick(issue) }]));
  const shown = fields.slice(0, MAXIMUM_FIELDS);
  const first = shown[0];
  const more = fields.length > 1 ? ` (and ${fields.length - 1} more)` : '';
  const where = first === undefined || first.path === '' ? 'the request' : first.path;
  return new ProblemException('validation-failed', `${where}: ${first?.message ?? 'is not valid'}${more}`, {
    errors: shown,
  });
}

function pick({ message }: { message: string }): { message: string } {
  return { message };
}

function isZodIssue(issue: object): issue is Issue {
  return 'code' in issue;
}

function fieldsOf(issue: Issue, above: readonly PropertyKey[]): ProblemField[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: pathText([...path, key]), message: 'is not a known field' }));
  }
  if (issue.code === 'invalid_union') return unionFields(issue, path);
  if (issue.code === 'invalid_key')
    return issue.issues.map((inner) => ({ path: pathText(path), message: inner.message }));
  return [{ path: pathText(path), message: plainMessage(issue) }];
}

/** Of the forms that a union allows, the one that the value comes nearest to says what is wrong. */
function unionFields(issue: z.core.$ZodIssueInvalidUnion, path: readonly PropertyKey[]): ProblemField[] {
  if (issue.discriminator !== undefined) {
    const options = 'options' in issue ? (issue.options ?? []) : [];
    return [
      { path: pathText(path), message: `must be one of ${options.map((option) => `"${String(option)}"`).join(', ')}` },
    ];
  }
  const nearest = issue.errors
    .filter((branch) => !branch.some(isOtherKind))
    .toSorted((a, b) => distance(a) - distance(b))[0];
  if (nearest !== undefined) return nearest.flatMap((inner) => fieldsOf(inner, path));
  const forms = issue.errors.map((branch) => branch.map((inner) => plainMessage(inner)).join(' and '));
  return [{ path: pathText(path), message: [...new Set(forms)].join(', or ') }];
}

/** The value is not even of this form's JSON type or one of its words. */
function isOtherKind(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
}

/** Unknown and missing fields tell that another form was meant; a wrong value inside a known field does not. */
function distance(branch: readonly Issue[]): number {
  let sum = 0;
  for (const issue of branch) {
    if (issue.code === 'unrecognized_keys') sum += 10 * issue.keys.length;
    else if (isMissing(issue)) sum += 10;
    else sum += 1;
  }
  return sum;
}

function isMissing(issue: Issue): boolean {
  return issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
}

function plainMessage(issue: Issue): string {
  if (isMissing(issue)) return 'is required';
  return issue.message
    .replace(/^Invalid input: expected/, 'must be')
    .replace(/^Too (?:small|big): expected \w+ to (be|have) /, 'must $1 ');
}

/** Such as `events.0`. */
function pathText(path: readonly PropertyKey[]): string {
  return path.map(String).join('.');
}
