import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './headers-table.module.css';

/** What {@link HeadersTable} shows. */
interface HeadersTableProps {
  headers: Readonly<Record<string, string>>;
  /** What they are, for screen readers: "Request headers". */
  label: string;
}

/** HTTP headers, each on a line. */
export function HeadersTable({ headers, label }: HeadersTableProps): ReactNode {
  const entries = Object.entries(headers);
  if (entries.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        No headers
      </Text>
    );
  }
  return (
    <table className={classes.table} aria-label={label}>
      <tbody>
        {entries.map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
