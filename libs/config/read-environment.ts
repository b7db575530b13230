/**
 * A copy of this process's environment variables: the only place in the program that touches them, apart from tests and
 * tools. Give it to `loadConfig`.
 */
export function readEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env };
}
