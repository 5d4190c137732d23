// GraphQL enums from tables of AWS values. An enum of results has OTHER for values that AWS adds later; an enum of arguments
// has not, so that an argument always names a value of AWS.
import { type EnumTable, type KnownNameIn, type NameIn, other } from '../../aws/enums.ts';
import { builder } from './builder.ts';

type Descriptions<Table extends EnumTable> = Record<KnownNameIn<Table>, string>;

const otherDescription = 'A value that AWS returned and that this version of the gateway does not know.';

/** The values of an enum, by their names. */
const valuesOf = <Name extends string>(names: readonly Name[], descriptions: Readonly<Record<string, string>>) =>
  Object.fromEntries(names.map((value) => [value, { value, description: descriptions[value] }])) as {
    [Value in Name]: { value: Value; description: string };
  };

const namesIn = <Table extends EnumTable>(table: Table) => [...new Set(Object.values(table))] as KnownNameIn<Table>[];

/** The enum of a field. */
export const awsEnum = <const Table extends EnumTable>(
  name: string,
  table: Table,
  description: string,
  descriptions: Descriptions<Table>,
) =>
  builder.enumType(name, {
    description,
    values: valuesOf<NameIn<Table>>([...namesIn(table), other], { ...descriptions, [other]: otherDescription }),
  });

/** The enum of arguments and input fields. */
export const awsInputEnum = <const Table extends EnumTable>(
  name: string,
  table: Table,
  description: string,
  descriptions: Descriptions<Table>,
) => builder.enumType(`${name}Input`, { description, values: valuesOf(namesIn(table), descriptions) });

/** Both, for a value that AWS returns and callers choose. */
export const awsEnums = <const Table extends EnumTable>(...described: Parameters<typeof awsEnum<Table>>) => ({
  output: awsEnum(...described),
  input: awsInputEnum(...described),
});
