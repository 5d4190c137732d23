// GraphQL enums from tables of AWS values, each with OTHER for values that AWS adds later.
import { type EnumTable, type NameIn, other } from '../../aws/enums.ts';
import { builder } from './builder.ts';

const otherDescription =
  'A value that AWS returned and that this version of the gateway does not know. It is rejected as an input.';

export function awsEnum<const Table extends EnumTable>(
  name: string,
  table: Table,
  description: string,
  descriptions: Record<Exclude<NameIn<Table>, typeof other>, string>,
) {
  const described: Record<string, string> = { ...descriptions, [other]: otherDescription };
  const values = Object.fromEntries(
    [...new Set(Object.values(table)), other].map((value) => [value, { value, description: described[value] }]),
  ) as { [Name in NameIn<Table>]: { value: NameIn<Table>; description: string } };
  return builder.enumType(name, { description, values });
}
