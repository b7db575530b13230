import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { snippetsQuery } from '../../api/signatures.js';
import { JsonView } from '../../components/json-view.js';
import { Loaded } from '../../components/loaded.js';
import { Panel } from '../../components/panel.js';
import type { Profile } from '../../lib/profile-options.js';

/** What {@link SnippetsPanel} shows. */
interface SnippetsPanelProps {
  of: { endpointId: string } | { profile: Profile };
  /** The language that the address names. */
  language: string | undefined;
  onLanguage: (language: string) => void;
}

/** The code that verifies requests in a receiver, in the language that it is written in. */
export function SnippetsPanel({ of, language, onLanguage }: SnippetsPanelProps): ReactNode {
  const query = useQuery(snippetsQuery(of));
  return (
    <Panel title="Code for the receiver" hint={query.data?.profile}>
      <Loaded query={query}>
        {({ snippets }) => (
          <Tabs
            value={snippets.find((one) => one.language === language)?.language ?? snippets[0]?.language ?? null}
            onChange={(next) => {
              if (next !== null) onLanguage(next);
            }}
          >
            <Tabs.List mb="sm" aria-label="Language">
              {snippets.map((one) => (
                <Tabs.Tab key={one.language} value={one.language}>
                  {one.title}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            {snippets.map(({ language: one, filename, code }) => (
              <Tabs.Panel key={one} value={one}>
                <JsonView text={code} label={filename} />
              </Tabs.Panel>
            ))}
          </Tabs>
        )}
      </Loaded>
    </Panel>
  );
}
