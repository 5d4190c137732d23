// Values made from the descriptions of structures, for property tests.
import fc from 'fast-check';
import {
  fieldNameOf,
  type Kind,
  type PlainKind,
  type Structure,
  type StructureRecord,
} from '../../src/aws/structure.ts';

/** A value of a member that is no structure, list or enum. */
export type Leaves = (is: PlainKind) => fc.Arbitrary<unknown>;

const key = fc.string({ minLength: 1, maxLength: 8 }).map((text) => `k${text}`);
const pairs = fc.uniqueArray(fc.record({ key, value: fc.string() }), { selector: (pair) => pair.key, maxLength: 4 });

const anything: Leaves = (is) => {
  switch (is) {
    case 'map':
    case 'tags':
      return pairs;
    case 'flag':
      return fc.constant(true);
    case 'boolean':
      return fc.boolean();
    case 'int':
      return fc.integer();
    case 'size':
      return fc.maxSafeNat();
    case 'date':
      return fc.date({ noInvalidDate: true });
    default:
      return fc.string();
  }
};

function anyOf(kind: Kind, leaves: Leaves): fc.Arbitrary<unknown> {
  if (kind.is === 'structure') return anyRecord(kind, leaves);
  if (kind.is === 'list') return fc.array(anyOf(kind.of, leaves), { minLength: 1, maxLength: 3 });
  if (kind.is === 'enum') return fc.constantFrom(...Object.values(kind.table));
  return leaves(kind.is);
}

/** Any record of a structure that is a complete input: members without a default may be absent, and no list is empty. */
export function anyRecord({ members, union }: Structure, leaves: Leaves = anything): fc.Arbitrary<StructureRecord> {
  const fields = Object.entries(members).map(
    ([member, { kind, required, inputDefault }]) =>
      [fieldNameOf(member), anyOf(kind, leaves), required || inputDefault !== undefined] as const,
  );
  if (union) return fc.oneof(...fields.map(([name, value]) => value.map((given) => ({ [name]: given }))));
  return fc.record(Object.fromEntries(fields.map(([name, value]) => [name, value])), {
    requiredKeys: fields.filter(([, , required]) => required).map(([name]) => name),
    noNullPrototype: true,
  });
}
