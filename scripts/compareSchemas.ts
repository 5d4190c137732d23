// What changed between two schemas, for the clients of the API. Pure.
import { buildSchema, findBreakingChanges, findDangerousChanges } from 'graphql';

export interface SchemaChanges {
  /** Changes that make documents of clients invalid, or their generated types wrong. */
  breaking: string[];
  /** Changes that may change what a client sees, such as a new value of an enum. */
  dangerous: string[];
}

export function compareSchemas(before: string, after: string): SchemaChanges {
  const [old, present] = [buildSchema(before), buildSchema(after)];
  return {
    breaking: findBreakingChanges(old, present).map(({ description }) => description),
    dangerous: findDangerousChanges(old, present).map(({ description }) => description),
  };
}

/** Whether a version may break clients of an earlier one: a new major version, below 1.0 a new minor one. */
export function mayBreak(before: string, after: string): boolean {
  const [old, present] = [before, after].map((version) => version.split('.').map(Number));
  const position = old?.[0] === 0 && present?.[0] === 0 ? 1 : 0;
  return (present?.[position] ?? 0) > (old?.[position] ?? 0);
}
