// Descriptions of AWS's structures. The gateway's record, AWS's members, the GraphQL types and the GraphQL inputs are all
// derived from one description. A description that lacks a member of the SDK's interface does not compile, nor does one
// that gives a member another kind or makes a required member optional.
import { rejectInput } from '../core/errors.ts';
import {
  booleanOrNull,
  intOrNull,
  present,
  presentList,
  sizeOrNull,
  structureOrNull,
  textOrNull,
} from './client/present.ts';
import { awsValue, type EnumTable, nameOf } from './enums.ts';

export type PlainKind =
  | 'text'
  | 'arn'
  | 'accountId'
  | 'boolean'
  | 'int'
  | 'size'
  | 'date'
  /** A map at AWS, a list of keys and values here. */
  | 'map'
  /** A list of Key and Value at AWS. */
  | 'tags'
  /** A structure without members at AWS: true if it is present. */
  | 'flag';

/** What AWS accepts of a value in an input, beyond its type. Values that AWS returns are not checked. */
export interface Rule {
  /** The end of "the value must". */
  readonly must: string;
  accepts(value: unknown): boolean;
}

/** The kind of a member's value. */
export type Kind =
  | { readonly is: PlainKind; readonly rule?: Rule }
  | Enumeration
  | Structure
  | { readonly is: 'list'; readonly of: Kind; readonly rule?: Rule };

/** What AWS accepts of several fields of an input together: the refused field and the reason, or null. */
export type StructureRule = (input: StructureRecord) => { field: string; reason: string } | null;

/** The SDK's type of a value, for the compiler only; in both directions, so that no wider type passes. */
interface Holds<Wire> {
  readonly wire?: (value: Wire) => Wire;
}
export type KindOf<Wire> = Kind & Holds<Wire>;

export interface Enumeration {
  readonly is: 'enum';
  /** The GraphQL enum. */
  readonly name: string;
  readonly description: string;
  readonly table: EnumTable;
  /** The description of each name. */
  readonly descriptions: Readonly<Record<string, string>>;
}

interface Member extends MemberOptions {
  readonly kind: Kind;
  /** What the member is, in the object type and in the input type. */
  readonly description: string;
  /** AWS requires it and always returns it. */
  readonly required: boolean;
  /** Whether the input has it, and whether a caller must give it because AWS's documents or the SDK say so. */
  readonly input: 'required' | 'optional' | 'none';
}

interface MemberOptions {
  /** A sentence for the object type: what null means, unless it means that the member was not given. */
  readonly whenNull?: string;
  /** A sentence for the input type. */
  readonly inInput?: string;
  /** The value of an input that omits it. */
  readonly inputDefault?: string | boolean | undefined;
}
type MemberOf<Wire, Required> = Member & Holds<Wire> & { readonly required: Required };

export interface Structure {
  readonly is: 'structure';
  /** AWS's name of it. */
  readonly aws: string;
  /** The GraphQL object type, and the input type. */
  readonly name: string;
  readonly input: string;
  /** The address of AWS's page. */
  readonly page: string;
  readonly description: string;
  /** The description of the input type. */
  readonly inputDescription: string;
  /** Whether a caller gives exactly one of the members. */
  readonly union: boolean;
  /** Rules about several members. */
  readonly rules: readonly StructureRule[];
  /** By AWS's member names. */
  readonly members: Readonly<Record<string, Member>>;
}
type StructureOf<Wire> = Structure & Holds<Wire>;

const plain =
  <Wire>() =>
  <const Is extends PlainKind>(is: Is): KindOf<Wire> => ({ is });

export const text = plain<string>()('text');
export const arn = plain<string>()('arn');
export const accountId = plain<string>()('accountId');
export const boolean = plain<boolean>()('boolean');
export const int = plain<number>()('int');
export const size = plain<number>()('size');
export const date = plain<Date>()('date');
export const map = plain<Record<string, string>>()('map');
export const tags = plain<{ Key: string | undefined; Value: string | undefined }[]>()('tags');
export const flag = plain<Record<never, never>>()('flag');
export const list = <Wire>(of: KindOf<Wire>): KindOf<Wire[]> => ({ is: 'list', of });

/** Each value of AWS has a GraphQL name and a description. */
export const enumeration = <Value extends string>(
  name: string,
  description: string,
  values: Readonly<Record<Value, readonly [name: string, description: string]>>,
): Enumeration & Holds<Value> => {
  const entries = Object.entries<readonly [string, string]>(values);
  const table = Object.fromEntries(entries.map(([value, [graphqlName]]) => [value, graphqlName]));
  return { is: 'enum', name, description, table, descriptions: Object.fromEntries(Object.values(values)) };
};

export const required = <Wire>(
  kind: KindOf<Wire>,
  description: string,
  options: MemberOptions = {},
): MemberOf<Wire, true> => ({ kind, description, required: true, input: 'required', ...options });

/** A member that the SDK has as optional and AWS's documents require of a caller. */
export const requiredInput = <Wire>(
  kind: KindOf<Wire>,
  description: string,
  options: MemberOptions = {},
): MemberOf<Wire, false> => ({
  kind,
  description,
  required: false,
  input: 'required',
  whenNull: 'Null if AWS does not report it.',
  ...options,
});

export const optional = <Wire>(
  kind: KindOf<Wire>,
  description: string,
  options: MemberOptions = {},
): MemberOf<Wire, false> => ({ kind, description, required: false, input: 'optional', ...options });

/** A member that AWS requires and that the gateway looks up if a caller omits it. */
export const lookedUp = <Wire>(
  kind: KindOf<Wire>,
  description: string,
  options: MemberOptions = {},
): MemberOf<Wire, true> => ({ kind, description, required: true, input: 'optional', ...options });

/** A member that AWS requires and that the presence of the input implies. */
export const implied = <Wire>(kind: KindOf<Wire>, description: string): MemberOf<Wire, true> => ({
  kind,
  description,
  required: true,
  input: 'none',
});

/** The address of AWS's page on a structure, by AWS's name of it. */
type PageOf = (aws: string) => string;
const s3ControlPage: PageOf = (aws) => `https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_${aws}.html`;
export const glacierPage: PageOf = (aws) => `https://docs.aws.amazon.com/amazonglacier/latest/dev/api-${aws}.html`;

type IsRequired<Wire, Name extends keyof Wire> = Record<never, never> extends Pick<Wire, Name> ? false : true;
/** All members of an interface or union of the SDK, each with its type and duty. */
type MembersOf<Wire> = {
  readonly [Name in Exclude<keyof Wire, '$unknown'>]-?: MemberOf<NonNullable<Wire[Name]>, IsRequired<Wire, Name>>;
};

export const structure = <Wire>(
  described: {
    aws: string;
    name?: string;
    input?: string;
    page?: PageOf;
    description: string;
    inputDescription?: string;
    union?: boolean;
    rules?: readonly StructureRule[];
  },
  members: MembersOf<Wire>,
): StructureOf<Wire> => {
  const { aws, name = typeNameOf(aws), input = `${name}Input`, description, union = false } = described;
  const { page = s3ControlPage, inputDescription = description, rules = [] } = described;
  return { is: 'structure', aws, name, input, page: page(aws), description, inputDescription, union, rules, members };
};

/** Acronyms are words: SSEAwsKmsKeyId is SSE, Aws, Kms, Key, Id. */
const wordsOf = (name: string): string[] =>
  name.match(/DSSE|SSE|KMS|MD5|ACL|URI|ID|S3|NOT(?=-?SSE)|[A-Z][a-z0-9]*/g) ?? [name];

/** DSSEKMSFilter -> DsseKmsFilter. */
const typeNameOf = (name: string): string =>
  wordsOf(name)
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join('');

/** The field of each member, as each record needs them. They all are names in the tables of structures. */
const fieldNames = new Map<string, string>();

/** SSEAwsKmsKeyId -> sseAwsKmsKeyId, ETag -> eTag, S3InitiateRestoreObject -> s3InitiateRestoreObject, SSE-S3 -> sseS3. */
export function fieldNameOf(member: string): string {
  let name = fieldNames.get(member);
  if (name === undefined) {
    const [first = '', ...rest] = wordsOf(member);
    name = first.toLowerCase() + typeNameOf(rest.join('-'));
    fieldNames.set(member, name);
  }
  return name;
}

export type StructureRecord = Readonly<Record<string, unknown>>;

/** AWS's structure -> our record. Members that AWS omits, and members that are not known here, are omitted. */
export function toRecord<Wire extends object>({ members }: StructureOf<Wire>, wire: Wire): StructureRecord {
  const record: Record<string, unknown> = {};
  for (const [member, { kind }] of Object.entries(members)) {
    const value = (wire as StructureRecord)[member];
    if (value != null) record[fieldNameOf(member)] = toValue(kind, value, member);
  }
  return record;
}

/** A value of another type than the member's makes the whole record unreadable. */
function toValue(kind: Kind, value: unknown, member: string): unknown {
  switch (kind.is) {
    case 'structure':
      return toRecord(kind, asStructure(value, member));
    case 'list':
      return presentList(value, member).map((item) => toValue(kind.of, item, member));
    case 'map':
      return Object.entries(asStructure(value, member)).map(([key, text]) => ({ key, value: asText(text, member) }));
    case 'tags':
      return presentList(value, member).map((tag) => {
        const { Key, Value } = asStructure(tag, member);
        return { key: asText(Key ?? '', member), value: asText(Value ?? '', member) };
      });
    case 'enum':
      return nameOf(kind.table, asText(value, member));
    case 'int':
      return intOrNull(value as number, member);
    case 'size':
      return sizeOrNull(value as number, member);
    case 'boolean':
      return booleanOrNull(value as boolean, member);
    case 'flag':
      return true;
    // The SDK has made dates of them.
    case 'date':
      return value;
    default:
      return asText(value, member);
  }
}

const asStructure = (value: unknown, member: string): StructureRecord =>
  present(structureOrNull(value as StructureRecord | null, member), member);

const asText = (value: unknown, member: string): string => present(textOrNull(value as string | null, member), member);

type Path = readonly string[];
type Pairs = readonly { key: string; value: string }[];

/** Our record (or a GraphQL input) -> AWS's structure. Members that are null have their default or are omitted. */
export function fromRecord<Wire>(structure: StructureOf<Wire>, record: StructureRecord, path: Path = ['input']): Wire {
  const wire = Object.entries(structure.members).flatMap(([member, { kind, inputDefault }]) => {
    const name = fieldNameOf(member);
    const value = record[name] ?? inputDefault;
    return value === undefined || isAbsent(kind, value)
      ? []
      : [[member, fromValue(kind, value, [...path, name])] as const];
  });
  if (structure.union && wire.length !== 1) return rejectInput(path, 'exactly one of its fields is required.');
  return Object.fromEntries(wire) as Wire;
}

/** A flag that is false means that its structure is absent; an empty list means the same as an omitted one. */
const isAbsent = ({ is }: Kind, value: unknown): boolean =>
  (is === 'flag' && value === false) || (is === 'list' && (value as unknown[]).length === 0);

function fromValue(kind: Kind, value: unknown, path: Path): unknown {
  switch (kind.is) {
    case 'structure':
      return fromRecord(kind as StructureOf<unknown>, value as StructureRecord, path);
    case 'list':
      return (value as unknown[]).map((item, index) => fromValue(kind.of, item, [...path, String(index)]));
    case 'map':
      return Object.fromEntries(checkKeys(value as Pairs, path).map((pair) => [pair.key, pair.value]));
    case 'tags':
      return checkKeys(value as Pairs, path).map((pair) => ({ Key: pair.key, Value: pair.value }));
    case 'enum':
      return awsValue(kind.table, value as string);
    case 'flag':
      return {};
    default:
      return value;
  }
}

/** AWS's maps would silently keep the last of two equal keys. */
function checkKeys(pairs: Pairs, path: Path): Pairs {
  const seen = new Set<string>();
  pairs.forEach(({ key }, index) => {
    if (seen.has(key))
      rejectInput([...path, String(index), 'key'], 'each key is allowed once, and this one is repeated.');
    seen.add(key);
  });
  return pairs;
}
