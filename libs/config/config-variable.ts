import { z } from 'zod';
import type { VariableType } from './variable-types.js';

/** The groups of docs/configuration.md, in its order. */
export const variableGroups = [
  'HTTP',
  'Postgres',
  'Temporal',
  'Keys and data',
  'Outgoing requests',
  'Mail',
  'Limits and pace',
  'Logs',
] as const;

/** The chapter of docs/configuration.md that a variable stands in. */
export type VariableGroup = (typeof variableGroups)[number];

/** What a person has to know about one environment variable; lives in the schema's metadata. */
export interface VariableMeta {
  readonly group: VariableGroup;
  /** What it does, with its unit; one or two sentences of Markdown. */
  readonly description: string;
  /** What is allowed, as the end of the sentence "allowed: …". */
  readonly allowed: string;
  /** The value that applies where the variable is unset, in the variable's own notation. */
  readonly default?: string;
  /** In words, where the default is not one fixed value (it follows another variable, the standalone makes it, …). */
  readonly defaultNote?: string;
  readonly example: string;
  /** Never shown, neither in an error message nor in the summary. */
  readonly secret: boolean;
}

/** Where the schema's metadata is kept (zod registry). */
export const variableRegistry = z.registry<VariableMeta>();

type Described = Omit<VariableMeta, 'allowed' | 'default' | 'secret'> & { secret?: boolean };

/** A variable that takes `default` where it is unset. The default goes through the same parser as a given value. */
export function withDefault<T>(type: VariableType<T>, meta: Described & { default: string }) {
  const schema = type.schema.prefault(meta.default);
  variableRegistry.add(schema, { secret: false, ...meta, allowed: type.allowed });
  return schema;
}

/** A variable that may stay unset, and is `undefined` then. */
export function optional<T>(type: VariableType<T>, meta: Described) {
  const schema = type.schema.optional();
  variableRegistry.add(schema, { secret: false, ...meta, allowed: type.allowed });
  return schema;
}
