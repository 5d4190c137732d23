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

/** Whether a value belongs in a record, beyond its kind. */
type Accepts = (kind: Kind, value: unknown) => boolean;

function anyOf(kind: Kind, leaves: Leaves, accepts: Accepts): fc.Arbitrary<unknown> {
  if (kind.is === 'structure') return anyRecord(kind, leaves, accepts);
  if (kind.is === 'enum') return fc.constantFrom(...Object.values(kind.table));
  const value =
    kind.is === 'list' ? fc.array(anyOf(kind.of, leaves, accepts), { minLength: 1, maxLength: 3 }) : leaves(kind.is);
  return value.filter((given) => accepts(kind, given));
}

/** Any record of a structure that is complete: members without a default may be absent, and no list is empty. */
export function anyRecord(
  structure: Structure,
  leaves: Leaves = anything,
  accepts: Accepts = () => true,
): fc.Arbitrary<StructureRecord> {
  const fields = Object.entries(structure.members).map(
    ([member, { kind, input, required, inputDefault }]) =>
      [
        fieldNameOf(member),
        anyOf(kind, leaves, accepts),
        required || input === 'required' || inputDefault !== undefined,
      ] as const,
  );
  if (structure.union) return fc.oneof(...fields.map(([name, value]) => value.map((given) => ({ [name]: given }))));
  return fc
    .record(Object.fromEntries(fields.map(([name, value]) => [name, value])), {
      requiredKeys: fields.filter(([, , required]) => required).map(([name]) => name),
      noNullPrototype: true,
    })
    .filter((record) => accepts(structure, record));
}

/** Whether AWS accepts the value in an input. */
const isAccepted: Accepts = (kind, value) => {
  if (kind.is === 'structure') return kind.rules.every((rule) => rule(value as StructureRecord) === null);
  return kind.is === 'enum' || (kind.rule?.accepts(value) ?? true);
};

/** Any input of a structure that AWS accepts. */
export const anyInput = (structure: Structure, leaves: Leaves): fc.Arbitrary<StructureRecord> => {
  const omitted = Object.entries(structure.members).flatMap(([member, { input }]) =>
    input === 'none' ? [fieldNameOf(member)] : [],
  );
  return anyRecord(structure, leaves, isAccepted).map((record) =>
    Object.fromEntries(Object.entries(record).filter(([name]) => !omitted.includes(name))),
  );
};
