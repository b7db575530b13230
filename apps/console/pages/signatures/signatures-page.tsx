import { SimpleGrid, Stack } from '@mantine/core';
import { IconSignature } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { deliveryQuery } from '../../api/deliveries.js';
import { allEndpointsQuery } from '../../api/endpoints.js';
import { usePermissions } from '../../api/permissions.js';
import { useValidateSignature } from '../../api/signatures.js';
import { EmptyState } from '../../components/empty-state.js';
import { Loaded } from '../../components/loaded.js';
import { NoPermission } from '../../components/no-permission.js';
import { Page } from '../../components/page.js';
import { Panel } from '../../components/panel.js';
import { isProfile } from '../../lib/profile-options.js';
import { SnippetsPanel } from './snippets-panel.js';
import { ValidationForm, type FilledRequest } from './validation-form.js';
import { ValidationResult } from './validation-result.js';

const route = getRouteApi('/shell/signatures');
const NOTHING_FILLED: FilledRequest = { headers: {}, body: '' };

/** Whether a received request is genuine, and if not, why; and the code that finds it out. */
export function SignaturesPage(): ReactNode {
  const { read } = usePermissions();
  return read ? <Validator /> : <NoPermission title="Signature validator" />;
}

function Validator(): ReactNode {
  const search = route.useSearch();
  const { endpointId, profile: named, deliveryId, language } = search;
  const navigate = route.useNavigate();
  const endpoints = useQuery(allEndpointsQuery);
  const delivery = useQuery({
    ...deliveryQuery(deliveryId ?? ''),
    enabled: deliveryId !== undefined,
    refetchInterval: false,
  });
  const validate = useValidateSignature();
  const choose = (change: Partial<typeof search>): void => {
    validate.reset();
    void navigate({ search: { ...search, ...change }, replace: true });
  };
  const filled =
    deliveryId === undefined ? { data: NOTHING_FILLED, error: null, refetch: delivery.refetch } : delivered();
  return (
    <Page title="Signature validator" description="Nothing that is entered here is stored.">
      <Loaded query={endpoints}>
        {(all) => {
          const profile =
            named !== undefined && isProfile(named) ? named : all.length === 0 ? 'standard-webhooks' : undefined;
          const first = all[0]?.id;
          const chosen = profile === undefined ? (endpointId ?? delivery.data?.endpointId ?? first) : undefined;
          return (
            <Stack gap="lg">
              <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg" style={{ alignItems: 'start' }}>
                <Loaded query={filled} what="delivery">
                  {(request) => (
                    <ValidationForm
                      // What was filled in replaces what was entered.
                      key={deliveryId ?? 'entered'}
                      endpoints={all}
                      endpointId={chosen}
                      profile={profile}
                      filled={request}
                      onChoose={choose}
                      onValidate={validate.mutate}
                      onEdit={validate.reset}
                      pending={validate.isPending}
                      error={validate.error}
                    />
                  )}
                </Loaded>
                <div aria-live="polite">
                  {validate.data === undefined ? (
                    <Panel>
                      <EmptyState icon={IconSignature} title="Valid or not, and why not">
                        Paste the headers and the body as your receiver got them.
                      </EmptyState>
                    </Panel>
                  ) : (
                    <ValidationResult answer={validate.data} />
                  )}
                </div>
              </SimpleGrid>
              {(profile !== undefined || chosen !== undefined) && (
                <SnippetsPanel
                  of={profile === undefined ? { endpointId: chosen ?? '' } : { profile }}
                  language={language}
                  onLanguage={(next) => {
                    void navigate({ search: { ...search, language: next }, replace: true });
                  }}
                />
              )}
            </Stack>
          );
        }}
      </Loaded>
    </Page>
  );

  function delivered(): { data: FilledRequest | undefined; error: unknown; refetch: () => unknown } {
    const request = delivery.data?.request;
    return {
      data: request && { headers: request.headers, body: request.body ?? '' },
      error: delivery.error,
      refetch: delivery.refetch,
    };
  }
}
