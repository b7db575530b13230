export { startEmbeddedPostgres, type EmbeddedPostgres, type EmbeddedPostgresOptions } from './embedded-postgres.js';
export { dataSourceOptions, migrate, type DatabaseOptions } from './data-source.js';
export * as entities from './entities/index.js';
export type { KeyRole } from './entities/index.js';
export { deliveryId, newId, type DeliveryIdentity } from './ids.js';
export { SecretBox, UnknownEncryptionKeyError } from './secret-box.js';
export {
  AttemptRepository,
  type AttemptDelivery,
  type AttemptEndpoint,
  type ClaimedAttempt,
  type EndpointRecord,
} from './repositories/attempt.repository.js';
export { hideHeaders, openHeaders, sealHeaders } from './endpoint-headers.js';
export { attemptRecord, type AttemptRecord, type PostResult } from './transactions/attempt-record.js';
export { type WriteResult } from './transactions/attempt-writes.js';
export { ExpressRepository, joinEndpoints } from './repositories/express.repository.js';
export { AttemptHoldRepository, type HoldResult, type Slot } from './repositories/attempt-hold.repository.js';
export {
  CommandRepository,
  type ApplyResult,
  type GiveResult,
  type NewCommand,
  type UnsentCommand,
} from './repositories/command.repository.js';
export {
  LEASE_MARGIN_MS,
  SCHEDULED_BECAUSE,
  stepOf,
  toDeliveryState,
  type DeliveryRow,
  type DispatchableDelivery,
} from './repositories/delivery-rows.js';
export {
  DeliveryStoreRepository,
  envelopeOf,
  idOf,
  makeNextGeneration,
  type JoinedDeliveries,
  type NewDelivery,
} from './repositories/delivery-store.repository.js';
export { StalePremiseError, type AcceptPremises } from './accept-premises.js';
export { EventConflictError, type AcceptedEvent, type NewEvent } from './repositories/event-keys.js';
export { EventStoreRepository } from './repositories/event-store.repository.js';
export {
  RelayRepository,
  ROWS_OF_ONE_TENANT,
  type MatchableEndpoint,
  type OutboxRow,
  type RelayedRow,
  type TenantEndpoints,
} from './repositories/relay.repository.js';
export { ApiKeyRepository, type FoundKey, type NewKey } from './repositories/api-key.repository.js';
export {
  ConsoleSessionRepository,
  type FoundSession,
  type SessionTokens,
} from './repositories/console-session.repository.js';
export { EndpointTestRepository, type TestDelivery } from './repositories/endpoint-test.repository.js';
export {
  ChangeFeedRepository,
  END_OF_TIME_KEY,
  type Change,
  type ChangedAttempt,
  type FeedPosition,
} from './repositories/change-feed.repository.js';
export { AlertRepository, type DueAlert, type DueMailAlert, type DueMails } from './repositories/alert.repository.js';
export { type AlertSettings } from './transactions/operational-endpoint.js';
export {
  AuditRepository,
  type Actor,
  type AuditEntry,
  type AuditSearch,
  type NamedAuditEntry,
} from './repositories/audit.repository.js';
export {
  TenantExistsError,
  TenantRepository,
  type AlertChange,
  type TenantDeletion,
  type TenantSettings,
} from './repositories/tenant.repository.js';
export {
  DeliveryQueryRepository,
  type AttemptInShort,
  type DeliveryStory,
  type DeliveryWithCommand,
} from './repositories/delivery-query.repository.js';
export type { DeliverySearch } from './repositories/delivery-search.js';
export {
  EventQueryRepository,
  type AcceptRules,
  type DeliveryOfEvent,
  type EventRow,
  type EventSearch,
  type SubscribedEndpoint,
  type SubscriptionAtWatermark,
} from './repositories/event-query.repository.js';
export { WakeUpRepository, type WakeUp } from './repositories/wake-up.repository.js';
export type { CommandToGive } from './transactions/command-writes.js';
export {
  PartitionRepository,
  type DropResult,
  type MakeResult,
  type Month,
} from './repositories/partition.repository.js';
export { LineRepository } from './repositories/line.repository.js';
export { toEndpointGate, toEndpointState, type GateRow } from './transactions/gate-rows.js';
export type { OperationMembers } from './transactions/operation-members.js';
export {
  MAXIMUM_MEMBERS,
  OperationRepository,
  type FailedMember,
  type NewOperation,
  type OperationResult,
} from './repositories/operation.repository.js';
export { openDatabase } from './open-database.js';
export {
  EndpointRepository,
  TooManyEndpointsError,
  type EndpointChange,
  type EndpointFilter,
  type EndpointSettings,
  type EndpointStatus,
} from './repositories/endpoint.repository.js';
export {
  EndpointGateRepository,
  type GateCounts,
  type GateResult,
  type ResumeOptions,
} from './repositories/endpoint-gate.repository.js';
export { EndpointSecretRepository, type SecretChange } from './repositories/endpoint-secret.repository.js';
export {
  EventTypeExistsError,
  EventTypeRepository,
  type EventTypeSettings,
  type ImportedEntry,
  type ImportResult,
} from './repositories/event-type.repository.js';
export {
  StatsQueryRepository,
  type EndpointSum,
  type StatsPart,
  type StatsReading,
  type StatsScope,
  type StatsSpan,
  type WaitingCount,
} from './repositories/stats-query.repository.js';
export { StatsRollupRepository, type StatsProgress } from './repositories/stats-rollup.repository.js';
