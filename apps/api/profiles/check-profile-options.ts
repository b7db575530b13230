import type { ProfileName } from '#libs/contracts';
import { PROFILE_OPTION_SCHEMAS, type ProfileOptions } from '#libs/signing';
import { validationProblem } from '../http/validation.pipe.js';

/**
 * Checks a profile's options: what a schema of the request cannot, since it depends on another field.
 * @param options as given or stored; null for none
 * @returns the options as `libs/signing` wants them
 * @throws ProblemException 422 naming the wrong option
 */
export function checkProfileOptions(
  profile: ProfileName,
  options: Record<string, unknown> | null,
): ProfileOptions | undefined {
  if (options === null) return undefined;
  const result = PROFILE_OPTION_SCHEMAS[profile].safeParse(options);
  if (result.success) return options;
  throw validationProblem(result.error.issues.map((issue) => ({ ...issue, path: ['profileOptions', ...issue.path] })));
}
