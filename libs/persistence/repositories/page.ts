import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { PageRequest } from './page-request.js';

/**
 * Restricts a query to one page, newest first, by keyset: a page costs the same however far back it lies, and rows
 * that come in between shift nothing.
 * @param alias of the entity in the query
 * @param idProperty its property that makes the order unique
 */
export function keysetPage<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  alias: string,
  idProperty: string,
  { after, fetch }: PageRequest,
): SelectQueryBuilder<Row> {
  const createdAt = `${alias}.createdAt`;
  const id = `${alias}.${idProperty}`;
  if (after !== null) {
    query.andWhere(`(${createdAt}, ${id}) < (:afterCreatedAt, :afterId)`, {
      afterCreatedAt: after.createdAt,
      afterId: after.id,
    });
  }
  return query.orderBy(createdAt, 'DESC').addOrderBy(id, 'DESC').limit(fetch);
}
