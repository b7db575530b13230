import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { endpointQuery, useChangeEndpoint } from '../../api/endpoint.js';
import type { Endpoint } from '../../api/endpoints.js';
import { usePermissions } from '../../api/permissions.js';
import { Loaded } from '../../components/loaded.js';
import { NoPermission } from '../../components/no-permission.js';
import { Page } from '../../components/page.js';
import { draftOf, endpointChange } from './endpoint-draft.js';
import { EndpointForm } from './endpoint-form.js';

const route = getRouteApi('/shell/endpoints/$endpointId/edit');

/** Changes an endpoint. */
export function EditEndpointPage(): ReactNode {
  const { endpointId } = route.useParams();
  const { write } = usePermissions();
  // Not looked at again while someone types.
  const query = useQuery({ ...endpointQuery(endpointId), refetchInterval: false });
  if (!write) return <NoPermission title="Change the endpoint" />;
  return (
    <Loaded query={query} what="endpoint">
      {(endpoint) => <EditForm endpoint={endpoint} />}
    </Loaded>
  );
}

function EditForm({ endpoint }: { endpoint: Endpoint }): ReactNode {
  const change = useChangeEndpoint(endpoint.id);
  const navigate = route.useNavigate();
  const back = (): void => {
    void navigate({ to: '/endpoints/$endpointId', params: { endpointId: endpoint.id } });
  };
  return (
    <Page title="Change the endpoint" description={endpoint.url}>
      <EndpointForm
        initial={draftOf(endpoint)}
        isChange
        submit="Save"
        pending={change.isPending}
        error={change.error}
        onSubmit={(draft) => {
          change.mutate(endpointChange(endpoint, draft), {
            onSuccess: () => {
              notifications.show({ color: 'teal', title: 'Saved', message: 'It applies from the next attempt on.' });
              back();
            },
          });
        }}
        onCancel={back}
      />
    </Page>
  );
}
