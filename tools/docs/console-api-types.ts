import openapiTS, { astToString } from 'openapi-typescript';
import { openApiFile } from './openapi-file.js';

/** Stands at the top of the file. */
const HEADER = '// Made from docs/openapi.json by `npm run generate`.\n\n';

/** The text of the console's types of the API: made from the very document that the API serves. */
export async function consoleApiTypes(): Promise<string> {
  return HEADER + astToString(await openapiTS(await openApiFile(), { alphabetize: false }));
}
