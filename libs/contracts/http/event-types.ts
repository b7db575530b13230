import { z } from 'zod';
import { eventTypeNameSchema, jsonObjectSchema, listSchema, textSchema, timeSchema } from './common.js';

/** Room for a schema with all that it refers to. */
const MAXIMUM_SCHEMA_CHARACTERS = 262_144;

/** More than the largest body. */
const MAXIMUM_DOCUMENT_CHARACTERS = 4_194_304;

const schemaFieldSchema = jsonObjectSchema(MAXIMUM_SCHEMA_CHARACTERS).meta({
  description:
    'JSON Schema (draft 2020-12, 2019-09 or 07) that `data` must satisfy. References to other documents are not followed.',
});

const settingsShape = {
  description: textSchema(4000).optional(),
  schema: schemaFieldSchema.nullable().optional(),
  example: z.unknown().optional().meta({ description: 'Example of `data`; sent by test events. Null takes it away.' }),
  archived: z.boolean().optional().meta({ description: 'No longer offered for subscription; nothing else.' }),
};

/** Body of `POST /api/v1/event-types`. */
export const createEventTypeSchema = z
  .strictObject({ name: eventTypeNameSchema, ...settingsShape })
  .meta({ id: 'CreateEventType' });
/** Body of `POST /api/v1/event-types`. */
export type CreateEventType = z.infer<typeof createEventTypeSchema>;

/** Body of `PATCH /api/v1/event-types/{name}`: what is left out stays. */
export const changeEventTypeSchema = z.strictObject(settingsShape).meta({ id: 'ChangeEventType' });
/** Body of `PATCH /api/v1/event-types/{name}`. */
export type ChangeEventType = z.infer<typeof changeEventTypeSchema>;

/** An entry of a tenant's catalogue in answers. */
export const eventTypeSchema = z
  .strictObject({
    name: z.string(),
    tenantId: z.string(),
    description: z.string(),
    schema: z.record(z.string(), z.unknown()).nullable(),
    example: z.unknown(),
    archived: z.boolean(),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .meta({ id: 'EventType' });
/** An entry of a tenant's catalogue in answers. */
export type EventType = z.infer<typeof eventTypeSchema>;

/** Answer of `GET /api/v1/event-types`. */
export const eventTypeListSchema = listSchema('EventTypeList', eventTypeSchema);
/** Answer of `GET /api/v1/event-types`. */
export type EventTypeList = z.infer<typeof eventTypeListSchema>;

/** Catalogues that come with Everhook, as `libs/domain/catalogues` has them; a test compares the lists. */
export const CATALOGUES = ['urtentic', 'quickstart', 'ultrareach', 'urban-things'] as const;

/** Body of `POST /api/v1/event-types/import`. */
export const importEventTypesSchema = z
  .union([
    z.strictObject({
      catalogue: z.enum(CATALOGUES).meta({ description: 'A catalogue that comes with Everhook.' }),
    }),
    z.strictObject({
      openapi: jsonObjectSchema(MAXIMUM_DOCUMENT_CHARACTERS).meta({
        description: 'An OpenAPI document: `webhooks` of 3.1, or `x-webhooks` of 3.0. Each name is an event type.',
      }),
    }),
  ])
  .meta({ id: 'ImportEventTypes' });
/** Body of `POST /api/v1/event-types/import`. */
export type ImportEventTypes = z.infer<typeof importEventTypesSchema>;

/** Answer of `POST /api/v1/event-types/import`. */
export const importedEventTypesSchema = z
  .strictObject({
    created: z.array(z.string()).meta({ description: 'Names that are new.' }),
    updated: z.array(z.string()).meta({ description: 'Names that were there and have been changed.' }),
    data: z.array(eventTypeSchema),
  })
  .meta({ id: 'ImportedEventTypes' });
/** Answer of `POST /api/v1/event-types/import`. */
export type ImportedEventTypes = z.infer<typeof importedEventTypesSchema>;
