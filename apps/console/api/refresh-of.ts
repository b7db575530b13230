/** What {@link refreshOf} looks at. */
interface PagedState {
  state: { data: { pages: readonly unknown[] } | undefined };
}

/** A refresh fetches every page again: someone who has gone further down reads, and does not watch. */
const WATCHED_PAGES = 2;

/**
 * How often a list is fetched again, as `refetchInterval` of an infinite query.
 * @param everyMs while only its first pages are shown
 */
export function refreshOf(everyMs: number): (query: PagedState) => number | false {
  return ({ state: { data } }) => (data !== undefined && data.pages.length > WATCHED_PAGES ? false : everyMs);
}
