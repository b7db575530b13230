import { Checkbox, Table } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './data-table.module.css';

/** One column of a {@link DataTable}. */
export interface Column<Row> {
  header: string;
  cell: (row: Row) => ReactNode;
  /** Numbers stand at the right. */
  align?: 'right';
  /** Is not squeezed below this by wider columns, in pixels. */
  minWidth?: number;
}

/** Which rows are ticked. */
export interface Selection {
  selected: ReadonlySet<string>;
  onChange: (selected: ReadonlySet<string>) => void;
}

/** What {@link DataTable} shows. */
interface DataTableProps<Row> {
  /** What the table holds, for screen readers. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Adds tick boxes. */
  selection?: Selection;
}

/** A table; on a phone each row becomes a card with its columns under one another. */
export function DataTable<Row>({ label, columns, rows, rowKey, selection }: DataTableProps<Row>): ReactNode {
  // A table that is laid out as blocks is no longer one for screen readers, unless the roles say so.
  return (
    <Table className={classes.table} role="table" aria-label={label} verticalSpacing="sm" highlightOnHover>
      <Table.Thead role="rowgroup" className={classes.head}>
        <Table.Tr role="row">
          {selection !== undefined && (
            <Table.Th role="columnheader" w={40}>
              <SelectAll keys={rows.map(rowKey)} selection={selection} />
            </Table.Th>
          )}
          {columns.map(({ header, align, minWidth }) => (
            <Table.Th
              role="columnheader"
              key={header}
              ta={align ?? 'left'}
              {...(minWidth === undefined ? {} : { w: minWidth })}
            >
              {header}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody role="rowgroup">
        {rows.map((row) => {
          const key = rowKey(row);
          return (
            <Table.Tr role="row" key={key} data-selected={selection?.selected.has(key)}>
              {selection !== undefined && (
                <Table.Td role="cell" className={classes.tick}>
                  <Checkbox
                    aria-label={`Select ${key}`}
                    checked={selection.selected.has(key)}
                    onChange={({ currentTarget: { checked } }) => {
                      const selected = new Set(selection.selected);
                      if (checked) selected.add(key);
                      else selected.delete(key);
                      selection.onChange(selected);
                    }}
                  />
                </Table.Td>
              )}
              {columns.map(({ header, cell, align }) => (
                <Table.Td role="cell" key={header} data-label={header} data-align={align}>
                  {cell(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}

function SelectAll({ keys, selection }: { keys: readonly string[]; selection: Selection }): ReactNode {
  const count = keys.filter((key) => selection.selected.has(key)).length;
  return (
    <Checkbox
      aria-label="Select all that are listed"
      checked={count > 0 && count === keys.length}
      indeterminate={count > 0 && count < keys.length}
      onChange={({ currentTarget: { checked } }) => {
        selection.onChange(new Set(checked ? keys : []));
      }}
    />
  );
}
