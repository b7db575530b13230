import { ActionIcon, CopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { Fragment, type ReactNode } from 'react';
import { jsonTokens } from '../lib/json-tokens.js';
import classes from './json-view.module.css';

/** What {@link JsonView} shows. */
interface JsonViewProps {
  /** JSON, or any other text, which is shown as it is. */
  text: string;
  /** What it is, for screen readers: "request body". */
  label: string;
}

/** JSON, indented and coloured. The spelling of numbers and strings stays as it was written; copying copies the text as given. */
export function JsonView({ text, label }: JsonViewProps): ReactNode {
  const tokens = jsonTokens(text);
  return (
    <div className={classes.frame}>
      <pre className={classes.code} tabIndex={0} aria-label={label} role="group">
        {tokens === null
          ? text
          : tokens.map(({ kind, text: piece }, index) =>
              kind === 'plain' ? (
                <Fragment key={index}>{piece}</Fragment>
              ) : (
                <span key={index} className={classes[kind]}>
                  {piece}
                </span>
              ),
            )}
      </pre>
      <CopyButton value={text} timeout={1_500}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? 'Copied' : 'Copy'}>
            <ActionIcon
              className={classes.copy}
              variant="default"
              aria-label={copied ? 'Copied' : `Copy the ${label}`}
              onClick={copy}
            >
              {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </div>
  );
}
