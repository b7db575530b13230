/** Which page of a list is wanted; lists run from the newest to the oldest. */
export interface PageRequest {
  /** The last row of the page before; null for the first page. */
  after: { createdAt: Date; id: string } | null;
  /** Rows to fetch: one more than the page shows, which tells whether there is a next one. */
  fetch: number;
}
