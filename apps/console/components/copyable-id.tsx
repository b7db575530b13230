import { ActionIcon, CopyButton, Group, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { ReactNode } from 'react';

/** What {@link CopyableId} shows. */
interface CopyableIdProps {
  value: string;
  /** What it is, for screen readers: "Copy the endpoint's id". */
  what: string;
  /** Shown instead of the value itself, such as a link. */
  children?: ReactNode;
}

/** An id, URL or other exact text, with a button that copies it. */
export function CopyableId({ value, what, children }: CopyableIdProps): ReactNode {
  return (
    <Group gap={4} wrap="nowrap" display="inline-flex">
      <span className="mono">{children ?? value}</span>
      <CopyButton value={value} timeout={1_500}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? 'Copied' : 'Copy'}>
            <ActionIcon
              variant="subtle"
              color={copied ? 'teal' : 'gray'}
              size="sm"
              aria-label={copied ? 'Copied' : `Copy ${what}`}
              onClick={copy}
            >
              {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </Group>
  );
}
