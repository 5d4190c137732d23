// AWS's enum values and their names in GraphQL. A value that AWS adds later reads as OTHER and causes no error.
import { InvalidInputError } from '../core/errors.ts';

/** The name of an AWS value that this gateway does not know yet. */
export const other = 'OTHER';

/** AWS's value -> GraphQL's name. */
export type EnumTable = Readonly<Record<string, string>>;
/** The GraphQL names of a table's values, OTHER included. */
export type NameIn<Table extends EnumTable> = Table[keyof Table] | typeof other;

export const nameOf = <Table extends EnumTable>(table: Table, value: string): NameIn<Table> =>
  Object.hasOwn(table, value) ? (table[value] as NameIn<Table>) : other;

/** `nameOf` for a value that may be absent. */
export const nameOrNull = <Table extends EnumTable>(table: Table, value: string | null | undefined) =>
  value == null ? null : nameOf(table, value);

/** GraphQL's name -> AWS's value. OTHER has none: it is only in results. */
export function awsValue<Table extends EnumTable>(table: Table, name: NameIn<Table>): keyof Table & string {
  const value = Object.keys(table).find((candidate) => table[candidate] === name);
  if (value !== undefined) return value;
  throw new InvalidInputError(
    ['input'],
    `${name} is not allowed as an argument; use one of ${Object.values(table).join(', ')}.`,
  );
}
