/**
 * What a tenant can be told of the state of its endpoints and deliveries: the types of its operational events and of its
 * alert mails.
 */
export const ALERT_TYPES = [
  'endpoint.disabled',
  'endpoint.failing',
  'endpoint.recovered',
  'delivery.exhausted',
  'secret.rotating',
] as const;
/** A type of {@link ALERT_TYPES}. */
export type AlertType = (typeof ALERT_TYPES)[number];

/**
 * Where an event comes from: posted, inserted into the outbox by another program, made by a test, or told by Everhook
 * itself about the tenant's own endpoints.
 */
export const EVENT_SOURCES = ['api', 'outbox', 'test', 'operational'] as const;
/** A source of {@link EVENT_SOURCES}. */
export type EventSource = (typeof EVENT_SOURCES)[number];
