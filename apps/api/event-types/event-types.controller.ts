import { Body, Controller, Delete, Get, HttpStatus, Param, Patch, Post, Query } from '@nestjs/common';
import {
  changeEventTypeSchema,
  createEventTypeSchema,
  eventTypeListSchema,
  eventTypeSchema,
  importedEventTypesSchema,
  importEventTypesSchema,
  pageQuerySchema,
  type ChangeEventType,
  type CreateEventType,
  type EventType,
  type EventTypeList,
  type ImportedEventTypes,
  type ImportEventTypes,
  type PageQuery,
} from '#libs/contracts/http';
import { TenantAccess } from '../http/access.js';
import type { JsonText } from '../http/json-body.js';
import { Operation } from '../http/operation.js';
import { BodyJson, CurrentPrincipal, CurrentTenant, type Principal } from '../http/principal.js';
import { EventTypesService } from './event-types.service.js';

const SETTINGS_EXAMPLE = {
  description: 'An order was placed.',
  schema: { type: 'object', properties: { orderId: { type: 'string' } }, required: ['orderId'] },
  example: { orderId: 'A-1001' },
};

const EVENT_TYPE_EXAMPLE: EventType = {
  name: 'order.created',
  tenantId: '123',
  ...SETTINGS_EXAMPLE,
  archived: false,
  createdAt: '2026-03-01T12:00:00.000Z',
  updatedAt: '2026-03-01T12:00:00.000Z',
};

const TAG = 'Event types';

/** A tenant's catalogue. Events of types that are not in it are accepted too. */
@Controller('api/v1/event-types')
export class EventTypesController {
  constructor(private readonly types: EventTypesService) {}

  @Post()
  @TenantAccess('owner')
  @Operation({
    id: 'createEventType',
    tag: TAG,
    summary: 'Add an event type to the catalogue',
    description: 'With a schema, events whose data violates it are refused with 422.',
    status: HttpStatus.CREATED,
    response: eventTypeSchema,
    responseDescription: 'The event type.',
    requestExample: { name: 'order.created', ...SETTINGS_EXAMPLE },
    example: EVENT_TYPE_EXAMPLE,
    problems: ['already-exists', 'invalid-schema', 'schema-violation'],
  })
  create(
    @Body({ schema: createEventTypeSchema }) body: CreateEventType,
    @BodyJson() json: JsonText,
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<EventType> {
    return this.types.create(tenantId, body, json, principal);
  }

  @Post('import')
  @TenantAccess('owner')
  @Operation({
    id: 'importEventTypes',
    tag: TAG,
    summary: 'Import event types from a catalogue or an OpenAPI document',
    description: 'All or none. Event types that are there already get the new description, schema and example.',
    response: importedEventTypesSchema,
    responseDescription: 'What was imported.',
    requestExample: { catalogue: 'urban-things' },
    example: { created: ['order.created'], updated: [], data: [EVENT_TYPE_EXAMPLE] },
    problems: ['invalid-schema'],
  })
  import(
    @Body({ schema: importEventTypesSchema }) body: ImportEventTypes,
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<ImportedEventTypes> {
    return this.types.import(tenantId, body, principal);
  }

  @Get()
  @TenantAccess('owner', 'viewer')
  @Operation({
    id: 'listEventTypes',
    tag: TAG,
    summary: 'List event types, newest first',
    response: eventTypeListSchema,
    responseDescription: 'One page.',
    example: { data: [EVENT_TYPE_EXAMPLE], nextCursor: null },
    problems: ['validation-failed', 'invalid-cursor'],
  })
  list(
    @Query({ schema: pageQuerySchema }) query: PageQuery,
    @CurrentTenant() tenantId: string,
  ): Promise<EventTypeList> {
    return this.types.list(tenantId, query);
  }

  @Get(':name')
  @TenantAccess('owner', 'viewer')
  @Operation({
    id: 'getEventType',
    tag: TAG,
    summary: 'Read an event type',
    response: eventTypeSchema,
    responseDescription: 'The event type.',
    example: EVENT_TYPE_EXAMPLE,
  })
  get(@Param('name') name: string, @CurrentTenant() tenantId: string): Promise<EventType> {
    return this.types.get(tenantId, name);
  }

  @Patch(':name')
  @TenantAccess('owner')
  @Operation({
    id: 'changeEventType',
    tag: TAG,
    summary: 'Change an event type',
    description: 'Fields that are left out stay; null takes schema or example away.',
    response: eventTypeSchema,
    responseDescription: 'The event type as it is now.',
    requestExample: { archived: true },
    example: { ...EVENT_TYPE_EXAMPLE, archived: true },
    problems: ['invalid-schema', 'schema-violation'],
  })
  change(
    @Param('name') name: string,
    @Body({ schema: changeEventTypeSchema }) body: ChangeEventType,
    @BodyJson() json: JsonText,
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<EventType> {
    return this.types.change(tenantId, name, body, json, principal);
  }

  @Delete(':name')
  @TenantAccess('owner')
  @Operation({
    id: 'deleteEventType',
    tag: TAG,
    summary: 'Delete an event type',
    description: 'Events of this type are accepted as before, without a schema.',
    status: HttpStatus.NO_CONTENT,
    responseDescription: 'Deleted.',
  })
  async delete(
    @Param('name') name: string,
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<void> {
    await this.types.delete(tenantId, name, principal);
  }
}
