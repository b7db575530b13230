import { Button, Center, Text } from '@mantine/core';
import type { InfiniteData } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { DataTable, type Column, type Selection } from './data-table.js';
import { Loaded } from './loaded.js';

/** What {@link CursorTable} needs to know of an infinite query. */
interface PagedQuery<Row> {
  data: InfiniteData<{ data: Row[]; nextCursor: string | null }> | undefined;
  error: unknown;
  refetch: () => unknown;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

/** What {@link CursorTable} shows. */
interface CursorTableProps<Row> {
  label: string;
  query: PagedQuery<Row>;
  columns: readonly Column<Row>[];
  rowKey: (row: Row) => string;
  selection?: Selection;
  /** Stands in when there are no rows. */
  empty: ReactNode;
}

/** A list of the API as a table, with a button that fetches the next page. */
export function CursorTable<Row>({ query, empty, ...table }: CursorTableProps<Row>): ReactNode {
  return (
    <Loaded query={query}>
      {({ pages }) => {
        const rows = pages.flatMap(({ data }) => data);
        if (rows.length === 0) return empty;
        return (
          <>
            <DataTable rows={rows} {...table} />
            <Center>
              {query.hasNextPage ? (
                <Button
                  variant="default"
                  loading={query.isFetchingNextPage}
                  onClick={() => {
                    query.fetchNextPage();
                  }}
                >
                  Show more
                </Button>
              ) : (
                <Text size="sm" c="dimmed">
                  {rows.length === 1 ? 'One row' : `All ${rows.length} rows`}
                </Text>
              )}
            </Center>
          </>
        );
      }}
    </Loaded>
  );
}
