/** A tenant's external id as it was given. */
export type TenantExternalId = string | number;

/** The whole numbers that a payload may carry without a receiver reading another one: no sign, no leading zero. */
const WHOLE_NUMBER = /^(?:0|[1-9][0-9]*)$/;

/**
 * The external id of a tenant whose own id was chosen: an all-digit id doubles as a number.
 *
 * @returns a number for `0|[1-9][0-9]*` up to 2^53 − 1, else the text itself
 */
export function externalIdFromTenantId(tenantId: string): TenantExternalId {
  return WHOLE_NUMBER.test(tenantId) && Number.isSafeInteger(Number(tenantId)) ? Number(tenantId) : tenantId;
}

/**
 * The JSON value for a tenant's external id. What was given as a text stays a text; what was given as a number stays one
 * only where it is a whole number from 0 to 2^53 − 1.
 */
export function tenantIdJson(externalId: TenantExternalId): string {
  const isNumber = typeof externalId === 'number' && externalId >= 0 && Number.isSafeInteger(externalId);
  return isNumber ? String(Math.abs(externalId)) : JSON.stringify(String(externalId));
}
