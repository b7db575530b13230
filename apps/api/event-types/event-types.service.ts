import { Injectable } from '@nestjs/common';
import type {
  ChangeEventType,
  CreateEventType,
  EventType,
  EventTypeList,
  ImportedEventTypes,
  ImportEventTypes,
  PageQuery,
} from '#libs/contracts/http';
import { CATALOGUES } from '#libs/domain/catalogues';
import {
  EventTypeExistsError,
  EventTypeRepository,
  type EventTypeSettings,
  type ImportedEntry,
} from '#libs/persistence';
import { page, pageRequest } from '../http/pagination.js';
import type { Principal } from '../http/principal.js';
import type { JsonText } from '../http/json-body.js';
import { ProblemException } from '../http/problem.exception.js';
import { presentEventType } from './event-type-presenter.js';
import { OpenApiImportError, readOpenApi } from './openapi-import.js';
import { SchemaValidator } from '#libs/admission';

/** A tenant's catalogue of event types. */
@Injectable()
export class EventTypesService {
  constructor(
    private readonly types: EventTypeRepository,
    private readonly schemas: SchemaValidator,
  ) {}

  /**
   * @param json the body as posted: the example is kept as it was written
   * @throws ProblemException 409 when the name is taken; 422 for a schema that cannot be used or an example it refuses
   */
  async create(tenantId: string, body: CreateEventType, json: JsonText, actor: Principal): Promise<EventType> {
    const settings: EventTypeSettings = {
      description: body.description ?? '',
      schema: body.schema ?? null,
      example: exampleText(body.example, json) ?? null,
      archived: body.archived ?? false,
    };
    this.check(settings);
    try {
      return presentEventType(await this.types.create(tenantId, body.name, settings, actor));
    } catch (error) {
      if (!(error instanceof EventTypeExistsError)) throw error;
      throw new ProblemException('already-exists', `The event type "${body.name}" exists; change it with PATCH.`, {
        errors: [{ path: 'name', message: 'exists' }],
      });
    }
  }

  async list(tenantId: string, query: PageQuery): Promise<EventTypeList> {
    const rows = await this.types.list(tenantId, pageRequest(query));
    return page(rows, query, ({ createdAt, name }) => ({ createdAt, id: name }), presentEventType);
  }

  /** @throws ProblemException 404 */
  async get(tenantId: string, name: string): Promise<EventType> {
    const found = await this.types.find(tenantId, name);
    if (found === null) throw ProblemException.notFound('event type', name);
    return presentEventType(found);
  }

  /** @throws ProblemException 404; 422 as for {@link create} */
  async change(
    tenantId: string,
    name: string,
    body: ChangeEventType,
    json: JsonText,
    actor: Principal,
  ): Promise<EventType> {
    const { example: given, ...plain } = body;
    const example = exampleText(given, json);
    const changes: Partial<EventTypeSettings> = { ...plain, ...(example !== undefined && { example }) };
    const changed = await this.types.change(
      tenantId,
      name,
      ({ schema, example: kept }) => {
        this.check({ schema, example: kept, ...changes });
        return changes;
      },
      actor,
    );
    if (changed === null) throw ProblemException.notFound('event type', name);
    return presentEventType(changed);
  }

  /** @throws ProblemException 404 */
  async delete(tenantId: string, name: string, actor: Principal): Promise<void> {
    if (!(await this.types.delete(tenantId, name, actor))) throw ProblemException.notFound('event type', name);
  }

  /** @throws ProblemException 422 for a document that cannot be imported; nothing is imported then */
  async import(tenantId: string, body: ImportEventTypes, actor: Principal): Promise<ImportedEventTypes> {
    const given = 'catalogue' in body ? catalogueEntries(body.catalogue) : this.openApiEntries(body.openapi);
    const { entries, created } = await this.types.importEntries(tenantId, given, actor);
    const names = entries.map(({ name }) => name);
    return {
      created: names.filter((name) => created.has(name)),
      updated: names.filter((name) => !created.has(name)),
      data: entries.map(presentEventType),
    };
  }

  private openApiEntries(document: Record<string, unknown>): ImportedEntry[] {
    const entries = readDocument(document);
    for (const { name, schema } of entries) {
      const problem = schema === null ? null : this.schemas.problem(schema);
      if (problem !== null) throw ProblemException.field(`openapi.webhooks.${name}`, problem, 'invalid-schema');
    }
    return entries;
  }

  /** A schema must be usable; an example must satisfy it, or every test event would be refused. */
  private check({ schema, example }: Pick<EventTypeSettings, 'schema' | 'example'>): void {
    if (schema === null) return;
    const problem = this.schemas.problem(schema);
    if (problem !== null) throw ProblemException.field('schema', problem, 'invalid-schema');
    if (example === null) return;
    const [violation] = this.schemas.validateOnce(schema, JSON.parse(example));
    if (violation === undefined) return;
    const path = ['example', violation.path].filter((part) => part !== '').join('.');
    throw ProblemException.field(path, violation.message, 'schema-violation');
  }
}

/** The text of the example in the body; null to take it away, undefined where the body has none. */
function exampleText(example: unknown, { text, members }: JsonText): string | null | undefined {
  if (example === undefined || example === null) return example;
  const member = members.find(({ key }) => key === 'example');
  return member === undefined ? undefined : text.slice(member.valueStart, member.valueEnd);
}

function catalogueEntries(name: keyof typeof CATALOGUES): ImportedEntry[] {
  return CATALOGUES[name].map(({ name: type, description, schema, example }) => ({
    name: type,
    description,
    schema: { ...schema },
    example: JSON.stringify(example),
  }));
}

function readDocument(document: Record<string, unknown>): ImportedEntry[] {
  try {
    return readOpenApi(document);
  } catch (error) {
    if (!(error instanceof OpenApiImportError)) throw error;
    throw ProblemException.field(['openapi', error.path].filter((part) => part !== '').join('.'), error.message);
  }
}
