// The GraphQL types and inputs of described structures (aws/structure.ts). Each structure and each enum has one type.
import type { EnumRef, InputObjectRef, InterfaceRef, ObjectRef } from '@pothos/core';
import { present } from '../../aws/client/present.ts';
import { type Enumeration, fieldNameOf, type Kind, type Structure, type StructureRecord } from '../../aws/structure.ts';
import { awsEnum, awsInputEnum } from './awsEnum.ts';
import { builder } from './builder.ts';
import { Tag, TagInput } from './tag.ts';

type Types = typeof builder.$inferSchemaTypes;
type InputRef = InputObjectRef<Types, StructureRecord>;
type EnumType = EnumRef<Types, string>;
type Scalar = 'String' | 'Arn' | 'AccountId' | 'Boolean' | 'Int' | 'SafeInt' | 'DateTime';

/** Creates one value for each key on first use. */
function memoize<Key, By, Value>(by: (key: Key) => By, known: Map<By, Value>, make: (key: Key) => Value) {
  return (key: Key): Value => {
    const value = known.get(by(key)) ?? make(key);
    known.set(by(key), value);
    return value;
  };
}

/** The enum of fields, which has OTHER. */
export const enumTypeOf = memoize<Enumeration, string, EnumType>(
  ({ name }) => name,
  new Map(),
  ({ name, table, description, descriptions }) => awsEnum(name, table, description, descriptions) as EnumType,
);

/** The enum of arguments, which has no OTHER. */
export const inputEnumOf = memoize<Enumeration, string, EnumType>(
  ({ name }) => name,
  new Map(),
  ({ name, table, description, descriptions }) => awsInputEnum(name, table, description, descriptions) as EnumType,
);

const scalars = {
  text: 'String',
  arn: 'Arn',
  accountId: 'AccountId',
  boolean: 'Boolean',
  flag: 'Boolean',
  int: 'Int',
  size: 'SafeInt',
  date: 'DateTime',
} as const satisfies Record<string, Scalar>;

/** The output or input type of a kind; the other arguments decide which. Lists are in Pothos' notation. */
function typeOf<Ref>(
  kind: Kind,
  nested: (structure: Structure) => Ref,
  tag: Ref,
  enumOf: (enumeration: Enumeration) => EnumType,
): Ref | EnumType | Scalar | [Ref | EnumType | Scalar] {
  switch (kind.is) {
    case 'structure':
      return nested(kind);
    case 'enum':
      return enumOf(kind);
    case 'map':
    case 'tags':
      return [tag];
    case 'list': {
      const inner = typeOf(kind.of, nested, tag, enumOf);
      if (Array.isArray(inner)) throw new TypeError('Lists of lists are not supported: no AWS structure has them.');
      return [inner];
    }
    default:
      return scalars[kind.is];
  }
}

type Member = Structure['members'][string];

const sentences = (...parts: (string | undefined)[]): string => parts.filter((part) => part !== undefined).join(' ');

/** The description of a field, and of an input field. */
function describeMember({ required, description, whenNull }: Member, { union }: Structure): string {
  if (required) return description;
  return sentences(description, whenNull ?? (union ? 'Null if another field is set.' : 'Null if it was not given.'));
}

function describeInputMember({ kind, description, inInput }: Member): string {
  const rule = 'rule' in kind ? kind.rule : undefined;
  return sentences(description, inInput, rule && `It must ${rule.must}.`);
}

type RecordRef = ObjectRef<Types, StructureRecord>;

/** The object type of a structure that is used once, with the interfaces it implements. */
export const makeObjectType = (
  structure: Structure,
  interfaces: InterfaceRef<Types, StructureRecord>[] = [],
): RecordRef =>
  builder.objectRef<StructureRecord>(structure.name).implement({
    description: `${structure.description} ${structure.page}`,
    interfaces,
    fields: (t) =>
      Object.fromEntries(
        Object.entries(structure.members).map(([member, described]) => {
          const name = fieldNameOf(member);
          const type = typeOf<RecordRef | typeof Tag>(described.kind, objectTypeOf, Tag, enumTypeOf);
          const description = describeMember(described, structure);
          // The record is built from the same description as the type, so a value fits. AWS's response can lack one.
          const resolve = (record: StructureRecord) =>
            (described.required ? present(record[name], member) : record[name]) as never;
          return [name, t.field({ type, nullable: !described.required, description, resolve })];
        }),
      ),
  });

/** The object type of a structure. */
export const objectTypeOf: (structure: Structure) => RecordRef = memoize(
  (structure) => structure,
  new Map(),
  makeObjectType,
);

/** The input type of a structure, whose values aws/structure.ts converts for AWS. */
export const inputTypeOf: (structure: Structure) => InputRef = memoize(
  (structure) => structure,
  new Map(),
  (structure) =>
    builder.inputType(structure.input, {
      description: `${structure.inputDescription} ${structure.page}`,
      isOneOf: structure.union,
      fields: (t) => ({
        // GraphQL does not allow inputs without fields.
        ...(Object.keys(structure.members).length === 0 && {
          _: t.boolean({
            description: 'Unused: the operation has no parameters, but GraphQL requires a field. Use {}.',
          }),
        }),
        ...Object.fromEntries(
          Object.entries(structure.members).flatMap(([member, described]) => {
            const { kind, input, inputDefault } = described;
            if (input === 'none') return [];
            const type = typeOf<InputRef | typeof TagInput>(kind, inputTypeOf, TagInput, inputEnumOf);
            const description = describeInputMember(described);
            const required = input === 'required';
            return [
              [fieldNameOf(member), t.field({ type, required, defaultValue: inputDefault as never, description })],
            ];
          }),
        ),
      }),
    }) as InputRef,
);
