import type { EventType } from '#libs/contracts/http';
import type { entities } from '#libs/persistence';

/** An event type as answers show it. */
export function presentEventType(type: entities.EventTypeEntity): EventType {
  const example: unknown = type.example === null ? null : JSON.parse(type.example);
  return {
    name: type.name,
    tenantId: type.tenantId,
    description: type.description,
    schema: type.schema,
    example,
    archived: type.archived,
    createdAt: type.createdAt.toISOString(),
    updatedAt: type.updatedAt.toISOString(),
  };
}
