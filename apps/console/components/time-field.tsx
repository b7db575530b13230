import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { fromLocalInput, toLocalInput } from '../lib/local-input.js';

/** What {@link TimeField} shows. */
interface TimeFieldProps {
  label: string;
  description?: string;
  /** RFC 3339; undefined for none. */
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  required?: boolean;
}

/** A date and time in the viewer's zone, entered by the browser's own picker. */
export function TimeField({ label, description, value, onChange, required = false }: TimeFieldProps): ReactNode {
  return (
    <TextInput
      type="datetime-local"
      w={{ base: '100%', sm: 'auto' }}
      label={label}
      description={description}
      required={required}
      withAsterisk={false}
      value={value === undefined ? '' : toLocalInput(value)}
      onChange={({ currentTarget }) => {
        onChange(fromLocalInput(currentTarget.value));
      }}
    />
  );
}
