import { Alert, Button, List, Text } from '@mantine/core';
import { IconAlertTriangle, IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { isForbidden, toProblem } from '../api/problem-error.js';

/** What {@link ProblemAlert} shows. */
interface ProblemAlertProps {
  error: unknown;
  /** Shows a button that tries again. */
  onRetry?: () => void;
}

/** What the API said was wrong, with the failing fields; a refusal of the role is told apart from a fault. */
export function ProblemAlert({ error, onRetry }: ProblemAlertProps): ReactNode {
  const { title, detail, errors } = toProblem(error);
  const forbidden = isForbidden(error);
  return (
    <Alert
      role="alert"
      color={forbidden ? 'gray' : 'red'}
      icon={forbidden ? <IconLock size={20} /> : <IconAlertTriangle size={20} />}
      title={forbidden ? 'You have no permission for this' : title}
    >
      <Text size="sm">{detail}</Text>
      {errors !== undefined && errors.length > 0 && (
        <List size="sm" mt={4}>
          {errors.map(({ path, message }) => (
            <List.Item key={`${path} ${message}`}>
              <span className="mono">{path}</span>: {message}
            </List.Item>
          ))}
        </List>
      )}
      {onRetry !== undefined && (
        <Button size="xs" variant="default" mt="sm" onClick={onRetry}>
          Try again
        </Button>
      )}
    </Alert>
  );
}
