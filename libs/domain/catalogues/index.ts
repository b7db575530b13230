import type { Catalogue } from './catalogue.js';
import { QUICKSTART_CATALOGUE } from './quickstart.js';
import { ULTRAREACH_CATALOGUE } from './ultrareach.js';
import { URBAN_THINGS_CATALOGUE } from './urban-things.js';
import { URTENTIC_CATALOGUE } from './urtentic.js';

export { type Catalogue, type CatalogueEntry, type JsonObject, type JsonValue } from './catalogue.js';

/** Names of the catalogues that can be imported. */
export const CATALOGUE_NAMES = ['urtentic', 'quickstart', 'ultrareach', 'urban-things'] as const;
export type CatalogueName = (typeof CATALOGUE_NAMES)[number];

/** The event types of the four programmes, each with a JSON Schema and an example that satisfies it. */
export const CATALOGUES: Readonly<Record<CatalogueName, Catalogue>> = {
  urtentic: URTENTIC_CATALOGUE,
  quickstart: QUICKSTART_CATALOGUE,
  ultrareach: ULTRAREACH_CATALOGUE,
  'urban-things': URBAN_THINGS_CATALOGUE,
};
