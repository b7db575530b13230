import { Text } from '@mantine/core';
import { IconMoodSmile } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Stats } from '../../api/stats.js';
import { DataTable } from '../../components/data-table.js';
import { EmptyState } from '../../components/empty-state.js';
import { TextLink } from '../../components/links.js';
import { Panel } from '../../components/panel.js';
import { Time } from '../../components/time.js';
import { ERROR_KINDS } from '../../lib/delivery-words.js';
import { percentText } from '../../lib/figures.js';

/** What failed attempts met, the most frequent first. */
export function ErrorsPanel({ stats: { errors, attempts } }: { stats: Pick<Stats, 'errors' | 'attempts'> }): ReactNode {
  return (
    <Panel title="Errors" hint="of attempts in this window">
      {errors.length === 0 ? (
        <EmptyState icon={IconMoodSmile} title="No attempt failed" />
      ) : (
        <DataTable
          label="Errors"
          rows={errors}
          rowKey={({ kind, statusCode }) => `${kind} ${statusCode}`}
          columns={[
            {
              header: 'Error',
              cell: ({ kind, statusCode }) => (
                <TextLink
                  to="/deliveries"
                  search={{ errorKind: kind, ...(statusCode === undefined ? {} : { statusCode: String(statusCode) }) }}
                >
                  {statusCode === undefined ? kind : `${kind} ${statusCode}`}
                </TextLink>
              ),
            },
            {
              header: 'Meaning',
              cell: ({ kind }) => (
                <Text size="sm" c="dimmed">
                  {ERROR_KINDS[kind]}
                </Text>
              ),
            },
            { header: 'Attempts', align: 'right', cell: ({ count }) => count.toLocaleString() },
            {
              header: 'Share',
              align: 'right',
              cell: ({ count }) => percentText(attempts === 0 ? null : count / attempts),
            },
            { header: 'Last', cell: ({ lastAt }) => <Time value={lastAt} form="relative" /> },
          ]}
        />
      )}
    </Panel>
  );
}
