import { CATALOGUES } from '#libs/domain/catalogues';

/** What a test event carries when no catalogue has an example of its type. */
const GENERIC_EXAMPLE = { test: true, message: 'This is a test event from Everhook.' };

/** The example of an event type in the catalogues that can be imported; a generic one where none has it. */
export function builtInExample(type: string): unknown {
  for (const catalogue of Object.values(CATALOGUES)) {
    const entry = catalogue.find(({ name }) => name === type);
    if (entry !== undefined) return entry.example;
  }
  return GENERIC_EXAMPLE;
}
