import { Alert, Group, Stack, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useCreateEndpoint } from '../../api/endpoint.js';
import { usePermissions } from '../../api/permissions.js';
import { CopyableId } from '../../components/copyable-id.js';
import { ButtonLink } from '../../components/links.js';
import { NoPermission } from '../../components/no-permission.js';
import { Page } from '../../components/page.js';
import { Panel } from '../../components/panel.js';
import { EMPTY_DRAFT, newEndpoint } from './endpoint-draft.js';
import { EndpointForm } from './endpoint-form.js';

/** Makes an endpoint, and then shows its secret. */
export function NewEndpointPage(): ReactNode {
  const create = useCreateEndpoint();
  const navigate = useNavigate();
  const { write } = usePermissions();
  if (!write) return <NoPermission title="Add an endpoint" />;
  if (create.data !== undefined) {
    const { id, url, secret } = create.data;
    return (
      <Page title="The endpoint is there">
        <Panel>
          <Stack gap="md">
            <Alert color="teal" icon={<IconCircleCheck size={20} />} title={url}>
              It gets the events that it subscribes to from now on.
            </Alert>
            <div>
              <Text size="sm" fw={600}>
                Its secret
              </Text>
              <Text size="sm" c="dimmed" mb={4}>
                The receiver verifies our signature with it. Owners can see it later on the page of the endpoint.
              </Text>
              <CopyableId value={secret} what="the secret" />
            </div>
            <Group>
              <ButtonLink to="/endpoints/$endpointId" params={{ endpointId: id }}>
                Go to the endpoint
              </ButtonLink>
            </Group>
          </Stack>
        </Panel>
      </Page>
    );
  }
  return (
    <Page title="Add an endpoint" description="Where the events of your choice are sent.">
      <EndpointForm
        initial={EMPTY_DRAFT}
        isChange={false}
        submit="Add the endpoint"
        pending={create.isPending}
        error={create.error}
        onSubmit={(draft) => {
          create.mutate(newEndpoint(draft));
        }}
        onCancel={() => void navigate({ to: '/endpoints' })}
      />
    </Page>
  );
}
