import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useState, type ReactNode } from 'react';

/** What {@link TypedFilter} edits. */
interface TypedFilterProps {
  label: string;
  placeholder?: string;
  value: string | undefined;
  onChange: (value: string) => void;
}

const TYPING_MS = 400;

/** A text that becomes a filter once typing stops. */
export function TypedFilter({ label, placeholder, value, onChange }: TypedFilterProps): ReactNode {
  const [text, setText] = useState(value ?? '');
  const [known, setKnown] = useState(value);
  // The address changed by itself, for example when the filters were cleared.
  if (known !== value) {
    setKnown(value);
    setText(value ?? '');
  }
  const tell = useDebouncedCallback(onChange, TYPING_MS);
  return (
    <TextInput
      label={label}
      {...(placeholder === undefined ? {} : { placeholder })}
      value={text}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        tell(currentTarget.value.trim());
      }}
    />
  );
}
