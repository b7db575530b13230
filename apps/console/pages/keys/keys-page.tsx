import { Badge, Button, Group, Text } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { keysQuery, useRevokeKey, type ApiKey } from '../../api/keys.js';
import { usePermissions } from '../../api/permissions.js';
import { useSession } from '../../api/session.js';
import { useTenantId } from '../../api/tenant-id.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { CopyableId } from '../../components/copyable-id.js';
import { CursorTable } from '../../components/cursor-table.js';
import { EmptyState } from '../../components/empty-state.js';
import { NoPermission } from '../../components/no-permission.js';
import { Page } from '../../components/page.js';
import { Panel } from '../../components/panel.js';
import { Time } from '../../components/time.js';
import { KEY_ROLES } from '../../lib/key-roles.js';
import { CreateKeyDialog } from './create-key-dialog.js';

/** Who may use the API for this tenant. */
export function KeysPage(): ReactNode {
  const { write } = usePermissions();
  return write ? <Keys /> : <NoPermission title="API keys" />;
}

function Keys(): ReactNode {
  const tenantId = useTenantId();
  const { keyId } = useSession();
  const query = useInfiniteQuery(keysQuery(tenantId));
  const revoke = useRevokeKey(tenantId);
  const [creating, setCreating] = useState(false);
  const [revoked, setRevoked] = useState<ApiKey | null>(null);
  const create = (
    <Button
      leftSection={<IconPlus size={16} />}
      onClick={() => {
        setCreating(true);
      }}
    >
      New key
    </Button>
  );
  return (
    <Page title="API keys" description="Only their hashes are stored: a key is shown once." actions={create}>
      <Panel>
        <CursorTable
          label="API keys"
          query={query}
          rowKey={({ id }) => id}
          columns={[
            {
              header: 'Name',
              cell: ({ id, name }) => (
                <Group gap="xs">
                  <Text size="sm" fw={600}>
                    {name ?? 'Without a name'}
                  </Text>
                  {id === keyId && (
                    <Badge size="sm" variant="outline" tt="none">
                      you
                    </Badge>
                  )}
                </Group>
              ),
            },
            {
              header: 'Role',
              cell: ({ role }) => (
                <Badge color={KEY_ROLES[role].color} variant="light" tt="none" title={KEY_ROLES[role].means}>
                  {role}
                </Badge>
              ),
            },
            { header: 'Id', cell: ({ id }) => <CopyableId value={id} what="the key's id" /> },
            { header: 'Created', cell: ({ createdAt }) => <Time value={createdAt} form="relative" /> },
            {
              header: 'Last used',
              cell: ({ lastUsedAt }) =>
                lastUsedAt === null ? (
                  <Text size="sm" c="dimmed">
                    never
                  </Text>
                ) : (
                  <Time value={lastUsedAt} form="relative" />
                ),
            },
            {
              header: '',
              align: 'right',
              cell: (key) => (
                <Button
                  size="xs"
                  variant="subtle"
                  color="red"
                  aria-label={`Revoke ${key.name ?? key.id}`}
                  onClick={() => {
                    revoke.reset();
                    setRevoked(key);
                  }}
                >
                  Revoke
                </Button>
              ),
            },
          ]}
          empty={
            <EmptyState icon={IconKey} title="There are no keys yet">
              A publisher key posts events from your product; a viewer key opens this console for support.
            </EmptyState>
          }
        />
      </Panel>
      {creating && (
        <CreateKeyDialog
          tenantId={tenantId}
          onClose={() => {
            setCreating(false);
          }}
        />
      )}
      <ConfirmDialog
        opened={revoked !== null}
        onClose={() => {
          setRevoked(null);
        }}
        title={`Revoke ${revoked?.name ?? revoked?.id ?? 'the key'}?`}
        confirm="Revoke"
        danger
        pending={revoke.isPending}
        error={revoke.error}
        onConfirm={() => {
          if (revoked === null) return;
          revoke.mutate(revoked.id, {
            onSuccess: () => {
              setRevoked(null);
            },
          });
        }}
      >
        <Text size="sm">
          It stops working at once, and so does every session that was begun with it. It cannot be brought back.
        </Text>
        {revoked?.id === keyId && (
          <Text size="sm" fw={600}>
            You are signed in with this key: you will be signed out.
          </Text>
        )}
      </ConfirmDialog>
    </Page>
  );
}
