// GraphQL enums out of the tables of AWS's values, each with OTHER for a value that AWS adds one day.
import type { EnumTable, NameIn } from '../../aws/enums.ts';
import { builder } from './builder.ts';

const otherDescription = 'A value that AWS answers and this gateway does not know yet; it can only be read.';

/** `describe` may explain single names. */
export function awsEnum<const Table extends EnumTable>(
  name: string,
  table: Table,
  description: string,
  describe: Partial<Record<NameIn<Table>, string>> = {},
) {
  const names = [...new Set(Object.values(table))] as NameIn<Table>[];
  const values = Object.fromEntries(
    [...names, 'OTHER' as const].map((value) => {
      const text = describe[value] ?? (value === 'OTHER' ? otherDescription : undefined);
      return [value, { value, ...(text ? { description: text } : {}) }];
    }),
  ) as { [Name in NameIn<Table>]: { value: NameIn<Table>; description?: string } };
  return builder.enumType(name, { description, values });
}
