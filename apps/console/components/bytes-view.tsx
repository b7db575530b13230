import { ActionIcon, CopyButton, Group, SegmentedControl, Text, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { countText } from '../lib/count-text.js';
import { byteCount, hexDump, shownPieces } from '../lib/shown-bytes.js';
import classes from './bytes-view.module.css';

/** What {@link BytesView} shows. */
interface BytesViewProps {
  text: string;
  /** What it is, for screen readers: "signed content". */
  label: string;
}

/** A text byte for byte: nothing is indented, and what cannot be seen has a sign; or as a hex dump. */
export function BytesView({ text, label }: BytesViewProps): ReactNode {
  const [form, setForm] = useState<'text' | 'hex'>('text');
  return (
    <div>
      <Group justify="space-between" mb={6} gap="xs">
        <Text size="sm" c="dimmed" className="tabular">
          {countText(byteCount(text), 'byte', 'bytes')}
        </Text>
        <Group gap={6}>
          <SegmentedControl
            size="xs"
            aria-label={`Form of the ${label}`}
            value={form}
            onChange={(value) => {
              setForm(value === 'hex' ? 'hex' : 'text');
            }}
            data={[
              { value: 'text', label: 'Text' },
              { value: 'hex', label: 'Hex' },
            ]}
          />
          <CopyButton value={text} timeout={1_500}>
            {({ copied, copy }) => (
              <Tooltip label={copied ? 'Copied' : 'Copy'}>
                <ActionIcon variant="default" aria-label={copied ? 'Copied' : `Copy the ${label}`} onClick={copy}>
                  {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
                </ActionIcon>
              </Tooltip>
            )}
          </CopyButton>
        </Group>
      </Group>
      <pre className={classes.bytes} data-form={form} tabIndex={0} aria-label={label} role="group">
        {form === 'hex'
          ? hexDump(text)
          : shownPieces(text).map(({ text: piece, hidden }, index) =>
              hidden ? (
                <span key={index} className={classes.hidden}>
                  {piece}
                  {piece === '␊' && '\n'}
                </span>
              ) : (
                piece
              ),
            )}
      </pre>
    </div>
  );
}
