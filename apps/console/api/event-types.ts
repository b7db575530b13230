import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { allPages } from '../lib/all-pages.js';
import { indentJson } from '../lib/json-tokens.js';
import { jsonMember } from '../lib/json-member.js';
import { rawJsonObject } from '../lib/raw-json.js';
import { answer, api, type Schema } from './client.js';

/** An entry of the catalogue. */
export type EventType = Schema<'EventType'>;

/** The whole catalogue of the tenant, by name. */
export const eventTypesQuery = queryOptions({
  queryKey: ['event-types'],
  queryFn: async ({ signal }): Promise<EventType[]> => {
    const all = await allPages((cursor) =>
      answer(api.GET('/api/v1/event-types', { params: { query: { limit: '200', cursor } }, signal })),
    );
    return all.toSorted((a, b) => a.name.localeCompare(b.name));
  },
  staleTime: 30_000,
});

/** An entry of the catalogue, with its JSON spelled as it was given. */
export interface EventTypeDetail {
  type: EventType;
  /** Null: there is none. */
  exampleText: string | null;
  /** Null: there is none. */
  schemaText: string | null;
}

/** One entry of the catalogue. */
export function eventTypeQuery(name: string) {
  return queryOptions({
    queryKey: ['event-types', name],
    queryFn: async ({ signal }): Promise<EventTypeDetail> => {
      const text = await answer(
        api.GET('/api/v1/event-types/{name}', { params: { path: { name } }, parseAs: 'text', signal }),
      );
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the API's own answer, parsed here by hand
      const type = JSON.parse(text) as EventType;
      return { type, exampleText: memberText(text, 'example'), schemaText: memberText(text, 'schema') };
    },
  });
}

function memberText(text: string, name: string): string | null {
  const member = jsonMember(text, name);
  return member === null || member === 'null' ? null : indentJson(member);
}

/** What is entered for an event type: schema and example are JSON texts, which keep their spelling. */
export interface EventTypeText {
  description?: string | undefined;
  archived?: boolean | undefined;
  schema?: string | undefined;
  example?: string | undefined;
}

/** Adds an event type, or changes one: what is left out stays. */
export function useSaveEventType() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ name, isNew, text }: { name: string; isNew: boolean; text: EventTypeText }) => {
      const { schema, example, ...fields } = text;
      const body = rawJsonObject(isNew ? { name, ...fields } : fields, { schema, example });
      const written = { bodySerializer: () => body, headers: { 'content-type': 'application/json' } };
      return isNew
        ? answer(api.POST('/api/v1/event-types', { body: { name }, ...written }))
        : answer(api.PATCH('/api/v1/event-types/{name}', { params: { path: { name } }, body: {}, ...written }));
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['event-types'] }),
  });
}

/** Deletes an event type; events of this type are accepted as before, without a schema. */
export function useDeleteEventType() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => answer(api.DELETE('/api/v1/event-types/{name}', { params: { path: { name } } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['event-types'], exact: true }),
  });
}

/** Where event types can come from. */
export type ImportSource = { catalogue: Catalogue } | { openapi: string };
/** A catalogue that comes with Everhook. */
export type Catalogue = 'urtentic' | 'quickstart' | 'ultrareach' | 'urban-things';

/** Imports event types from a catalogue that comes with Everhook, or the text of an OpenAPI document. */
export function useImportEventTypes() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (source: ImportSource) =>
      answer(
        'catalogue' in source
          ? api.POST('/api/v1/event-types/import', { body: source })
          : api.POST('/api/v1/event-types/import', {
              body: { openapi: {} },
              bodySerializer: () => rawJsonObject({}, { openapi: source.openapi }),
              headers: { 'content-type': 'application/json' },
            }),
      ),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['event-types'] }),
  });
}
