import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { operationQuery } from '../../api/operations.js';
import { usePermissions } from '../../api/permissions.js';
import { CopyableId } from '../../components/copyable-id.js';
import { Facts, type Fact } from '../../components/facts.js';
import { Loaded } from '../../components/loaded.js';
import { NoPermission } from '../../components/no-permission.js';
import { OperationProgress } from '../../components/operation-progress.js';
import { Page } from '../../components/page.js';
import { Panel } from '../../components/panel.js';
import { Time } from '../../components/time.js';
import { Told } from '../../components/told.js';
import { OPERATION_ACTIONS, operationFilterText } from '../../lib/operation-words.js';

const route = getRouteApi('/shell/operations/$operationId');

/** One bulk operation: what it does, how far it has come, what could not be done. */
export function OperationPage(): ReactNode {
  const { operationId } = route.useParams();
  const { read } = usePermissions();
  const query = useQuery({ ...operationQuery(operationId), enabled: read });
  if (!read) return <NoPermission title="Bulk operation" />;
  const action = query.data?.action;
  return (
    <Page
      title={action === undefined ? 'Bulk operation' : OPERATION_ACTIONS[action]}
      description={<CopyableId value={operationId} what="the operation's id" />}
    >
      <Panel title="Progress">
        <OperationProgress id={operationId} />
      </Panel>
      {query.data !== undefined && (
        <Panel title="What it does">
          <Loaded query={query}>
            {({ filter, at, reason, ratePerSecond, actor, startedAt, finishedAt }) => (
              <Facts
                facts={[
                  { name: 'Reaches', value: <Told text={operationFilterText(filter)} /> },
                  ...optional('Sent at', at !== undefined && <Time value={at} />),
                  ...optional('Reason', reason),
                  { name: 'Pace', value: ratePerSecond === null ? 'As fast as it goes' : `${ratePerSecond} a second` },
                  { name: 'Begun by', value: <span className="mono">{actor}</span> },
                  { name: 'Began', value: <Time value={startedAt} /> },
                  ...optional('Ended', finishedAt !== undefined && <Time value={finishedAt} />),
                ]}
              />
            )}
          </Loaded>
        </Panel>
      )}
    </Page>
  );
}

function optional(name: string, value: ReactNode): Fact[] {
  return value === undefined || value === false ? [] : [{ name, value }];
}
