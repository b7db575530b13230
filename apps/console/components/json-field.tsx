import { JsonInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { jsonProblem } from '../lib/raw-json.js';
import classes from './json-field.module.css';

/** What {@link JsonField} edits. */
interface JsonFieldProps {
  label: string;
  description?: ReactNode;
  placeholder?: string;
  value: string;
  onChange: (text: string) => void;
  /** Lines shown at least; default 6. */
  minRows?: number;
  /** An empty field is right too. */
  optional?: boolean;
  disabled?: boolean;
  /** What the API said of it. */
  error?: string | undefined;
}

/** A text that has to be JSON; it keeps the spelling that was entered. */
export function JsonField({ value, optional = false, minRows = 6, error, ...field }: JsonFieldProps): ReactNode {
  const empty = value.trim() === '';
  const problem = empty && optional ? null : jsonProblem(value);
  return (
    <JsonInput
      {...field}
      value={value}
      autosize
      minRows={minRows}
      maxRows={24}
      classNames={{ input: classes.input }}
      spellCheck={false}
      error={problem === null ? error : empty ? 'JSON is needed here' : problem}
    />
  );
}
