/** One page of a list of the API. */
interface Page<Item> {
  data: Item[];
  nextCursor: string | null;
}

/** A chooser with more entries would be no help. */
const MOST_PAGES = 10;

/**
 * Every item of a short list, such as the endpoints of a tenant: at most ten pages.
 * @param read reads the page behind a cursor, the first without one
 */
export async function allPages<Item>(read: (cursor: string | undefined) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { data, nextCursor } = await read(cursor);
    items.push(...data);
    if (nextCursor === null) break;
    cursor = nextCursor;
  }
  return items;
}
