import type { Profile } from '../profile.js';
import { goSnippet } from './go-snippet.js';
import { javaSnippet } from './java-snippet.js';
import { nodeSnippet } from './node-snippet.js';
import { phpSnippet } from './php-snippet.js';
import { pythonSnippet } from './python-snippet.js';
import { rubySnippet } from './ruby-snippet.js';
import { snippetPlan, type SnippetPlan } from './snippet-plan.js';

/** A language that snippets are written in. */
export type SnippetLanguage = 'node' | 'python' | 'go' | 'ruby' | 'php' | 'java';

/** Code for a receiver. */
export interface Snippet {
  language: SnippetLanguage;
  /** The language for people. */
  title: string;
  /** What the file should be called. */
  filename: string;
  code: string;
}

const LANGUAGES: readonly (Omit<Snippet, 'code'> & { write: (plan: SnippetPlan) => string })[] = [
  { language: 'node', title: 'Node.js', filename: 'verify.mjs', write: nodeSnippet },
  { language: 'python', title: 'Python', filename: 'verify.py', write: pythonSnippet },
  { language: 'go', title: 'Go', filename: 'verify.go', write: goSnippet },
  { language: 'ruby', title: 'Ruby', filename: 'verify.rb', write: rubySnippet },
  { language: 'php', title: 'PHP', filename: 'verify.php', write: phpSnippet },
  { language: 'java', title: 'Java', filename: 'WebhookVerifier.java', write: javaSnippet },
];

/**
 * Code that verifies requests of a profile, in every language. It is written from the same data as the signature itself,
 * and needs nothing but the language's standard library.
 * @returns null for a profile that signs with ed25519, which not every standard library knows
 */
export function receiverSnippets(profile: Profile): Snippet[] | null {
  const plan = snippetPlan(profile);
  if (plan === null) return null;
  return LANGUAGES.map(({ write, ...language }) => ({ ...language, code: write(plan) }));
}
