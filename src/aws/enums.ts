// AWS's enum values and their names in GraphQL. A value that AWS adds later reads as OTHER and causes no error.

/** The name of an AWS value that this gateway does not know yet. */
export const other = 'OTHER';

/** AWS's value -> GraphQL's name. */
export type EnumTable = Readonly<Record<string, string>>;
/** The GraphQL names of a table's values, without OTHER and with it. */
export type KnownNameIn<Table extends EnumTable> = Table[keyof Table];
export type NameIn<Table extends EnumTable> = KnownNameIn<Table> | typeof other;

export const nameOf = <Table extends EnumTable>(table: Table, value: string): NameIn<Table> =>
  Object.hasOwn(table, value) ? (table[value] as NameIn<Table>) : other;

/** `nameOf` for a value that may be absent. */
export const nameOrNull = <Table extends EnumTable>(table: Table, value: string | null | undefined) =>
  value == null ? null : nameOf(table, value);

/** GraphQL's name -> AWS's value. */
export function awsValue<Table extends EnumTable>(table: Table, name: KnownNameIn<Table>): keyof Table & string {
  const value = Object.keys(table).find((candidate) => table[candidate] === name);
  if (value === undefined) throw new TypeError(`${name} is not in the table of ${Object.values(table).join(', ')}.`);
  return value;
}
