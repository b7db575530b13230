import { Alert, Button, Center, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconKey } from '@tabler/icons-react';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useEffect, useState, type ReactNode } from 'react';
import { isSignedOut, toProblem } from '../../api/problem-error.js';
import { useSignIn } from '../../api/session.js';
import { Brand } from '../../components/shell/brand.js';
import classes from './sign-in-page.module.css';

const route = getRouteApi('/sign-in');

/** Signs in with an API key. */
export function SignInPage(): ReactNode {
  const { next } = route.useSearch();
  const router = useRouter();
  const signIn = useSignIn();
  const [key, setKey] = useState('');
  useEffect(() => {
    document.title = 'Sign in · Everhook';
  }, []);
  return (
    <Center component="main" mih="100vh" p="md" className={classes.page}>
      <Stack w="100%" maw={400} gap="lg">
        <Center>
          <Brand />
        </Center>
        <Paper p="xl" className={classes.card}>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              signIn.mutate(key.trim(), { onSuccess: () => router.history.push(pathOf(next)) });
            }}
          >
            <Stack gap="md">
              <div>
                <Title order={1} size="h2">
                  Sign in
                </Title>
                <Text size="sm" c="dimmed" mt={4}>
                  With an API key of your tenant, or the administrator&apos;s. It stays out of the browser: what is kept
                  is a session that ends by itself.
                </Text>
              </div>
              <PasswordInput
                label="API key"
                placeholder="ehk_…"
                autoComplete="current-password"
                leftSection={<IconKey size={16} />}
                value={key}
                onChange={({ currentTarget: { value } }) => {
                  setKey(value);
                }}
                data-autofocus
                autoFocus
                required
                withAsterisk={false}
              />
              {signIn.error !== null && (
                <Alert role="alert" color="red" icon={<IconAlertTriangle size={20} />}>
                  {isSignedOut(signIn.error)
                    ? 'There is no such key, or it has been revoked.'
                    : toProblem(signIn.error).detail}
                </Alert>
              )}
              <Button type="submit" loading={signIn.isPending} fullWidth>
                Sign in
              </Button>
            </Stack>
          </form>
        </Paper>
        <Text size="xs" c="dimmed" ta="center">
          <span className="mono">npm start</span> prints the administrator&apos;s key.
        </Text>
      </Stack>
    </Center>
  );
}

/** Only a path of this console: anything else would lead people from our sign-in to a foreign page. */
function pathOf(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])/.test(next) ? next : '/';
}
