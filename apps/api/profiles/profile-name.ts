import { profileSchema } from '#libs/contracts/http';
import type { ProfileName } from '#libs/contracts';

/**
 * The profile of a row. Rows hold only what the API let in.
 * @throws ZodError for one that this version does not know
 */
export function profileNameOf(stored: string): ProfileName {
  return profileSchema.parse(stored);
}
