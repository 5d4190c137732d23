// Random documents of the schema: valid ones, with arguments from the world, from the schema, or odd.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLOutputType,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { type Json, oddJson, oddText } from './mutate.ts';
import type { Random } from './random.ts';
import type { World } from './readWorld.ts';

// As a client has it. It shares nothing with the gateway.
const schema = buildSchema(readFileSync(join(import.meta.dirname, '../../schema.graphql'), 'utf8'));

/** The names of types, fields, arguments and values. */
export const words: readonly string[] = [
  ...new Set(
    Object.values(schema.getTypeMap()).flatMap((type) => [
      type.name,
      ...(isObjectType(type) || isInterfaceType(type) || isInputObjectType(type) ? Object.keys(type.getFields()) : []),
      ...(isEnumType(type) ? type.getValues().map(({ name }) => name) : []),
    ]),
  ),
  ...['query', 'mutation', 'subscription', 'fragment', 'on', '...', '@skip(if: true)', '@include(if: $x)', '@defer'],
];

export interface Operation {
  query: string;
  variables: { [name: string]: Json };
}

const deepest = 5;

/** Makes one document. */
class Writer {
  readonly variables: { [name: string]: Json } = {};
  readonly definitions: string[] = [];

  constructor(
    readonly random: Random,
    readonly world: World,
  ) {}

  selection(type: GraphQLOutputType, depth: number): string {
    const named = getNamedType(type);
    if (isLeafType(named)) return '';
    const parts = ['__typename'];
    if (isObjectType(named) || isInterfaceType(named)) {
      const fields = Object.values(named.getFields());
      for (let count = this.random.between(1, depth > 3 ? 2 : 4); count > 0; count -= 1) {
        const field = this.random.pick(fields);
        if (depth >= deepest && !isLeafType(getNamedType(field.type))) continue;
        const alias = this.random.chance(0.5) ? `f${parts.length}_${depth}: ` : '';
        const directive = this.random.chance(0.05) ? ` @include(if: ${this.random.chance(0.5)})` : '';
        parts.push(alias + this.call(field.name, field.args, directive) + this.selection(field.type, depth + 1));
      }
    }
    if (isAbstractType(named) && depth < deepest) {
      const type = this.random.pick(schema.getPossibleTypes(named));
      parts.push(`... on ${type.name}${this.selection(type, depth + 1)}`);
    }
    return ` { ${parts.join(' ')} }`;
  }

  call(name: string, args: readonly GraphQLArgument[], directive = ''): string {
    const given = args
      .filter((each) => isRequired(each) || this.random.chance(0.4))
      .map((each) => `${each.name}: ${this.argument(each)}`);
    return name + (given.length > 0 ? `(${given.join(', ')})` : '') + directive;
  }

  /** As a literal, or as a variable. */
  argument({ name, type }: GraphQLArgument): string {
    const value = this.value(name, type, 0);
    if (this.random.chance(0.3)) return literal(value, type);
    const variable = `v${this.definitions.length}`;
    this.definitions.push(`$${variable}: ${type}`);
    this.variables[variable] = value;
    return `$${variable}`;
  }

  value(name: string, type: GraphQLInputType, depth: number): Json {
    if (this.random.chance(0.02)) return oddJson(this.random, words);
    if (isNonNullType(type)) return this.value(name, type.ofType, depth);
    if (isListType(type)) {
      const size = this.random.chance(0.03) ? 1_100 : this.random.between(0, 3);
      return Array.from({ length: size }, () => this.value(name, type.ofType, depth));
    }
    if (isEnumType(type)) return this.random.pick(type.getValues()).name;
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter(
        (field) => isRequired(field) || (depth < 4 && this.random.chance(type.isOneOf ? 0.5 : 0.3)),
      );
      const chosen = type.isOneOf && this.random.chance(0.9) ? fields.slice(0, 1) : fields;
      return Object.fromEntries(chosen.map((field) => [field.name, this.value(field.name, field.type, depth + 1)]));
    }
    return this.scalar(name, type.name);
  }

  scalar(name: string, type: string): Json {
    const { random } = this;
    const known = this.world.values[aliases[name] ?? name] ?? [];
    switch (type) {
      case 'Boolean':
        return random.chance(0.5);
      case 'Int':
      case 'SafeInt':
        return random.pick([0, 1, 2, 3, 10, 50, 60, 1_000, -1, 2 ** 31 - 1, 2 ** 53 - 1, 2 ** 53, 1.5]);
      case 'AccountId':
        return random.pick(['111122223333', '444455556666', '000000000000', '1', '99999999999999']);
      case 'Arn':
        return random.pick([...arns, ...(this.world.values['jobArn'] ?? [])]);
      case 'DateTime':
        return random.pick([
          '2026-01-01T00:00:00Z',
          '1970-01-01T00:00:00Z',
          '9999-12-31T23:59:59.999Z',
          '2024-02-30',
          '',
        ]);
      case 'JSONObject':
        return oddJson(random, words);
      default:
        if (known.length > 0 && random.chance(0.8)) return random.pick(known);
        return random.pick(['us-east-1', 'media-masters', 'scratch-1', 'eu-central-1', 'a', oddText(random)]);
    }
  }
}

const isRequired = ({ type, defaultValue }: GraphQLArgument | GraphQLInputField): boolean =>
  isNonNullType(type) && defaultValue === undefined;

/** The names of arguments whose values are known under the name of a field. */
const aliases: Readonly<Record<string, string>> = {
  ids: 'id',
  after: 'endCursor',
  vaultName: 'name',
  archiveIds: 'archiveId',
};

const arns = [
  'arn:aws:sns:us-east-1:111122223333:glacier-jobs',
  'arn:aws:iam::111122223333:role/batch',
  'arn:aws:s3:::manifests/restore.csv',
  'arn:aws:s3:::results',
  'arn:aws:lambda:us-east-1:111122223333:function:touch',
  'arn:aws-cn:s3:::results',
  'arn:',
];

/** A JSON value as GraphQL text. Enum values have no quotes. */
function literal(value: Json, type: GraphQLInputType): string {
  if (isNonNullType(type)) return literal(value, type.ofType);
  if (typeof value === 'string') return isEnumType(type) ? value : JSON.stringify(value);
  if (Array.isArray(value)) {
    return `[${value.map((each) => literal(each, isListType(type) ? type.ofType : type)).join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const fields = isInputObjectType(type) ? type.getFields() : {};
    const members = Object.entries(value).map(
      ([name, each]) => `${name}: ${literal(each, fields[name]?.type ?? type)}`,
    );
    return `{${members.join(', ')}}`;
  }
  return String(value);
}

export function generateDocument(
  random: Random,
  world: World,
  kind: 'query' | 'mutation' | 'subscription' = random.pick(['query', 'query', 'query', 'mutation', 'subscription']),
): Operation {
  const root = {
    query: schema.getQueryType(),
    mutation: schema.getMutationType(),
    subscription: schema.getSubscriptionType(),
  }[kind];
  if (!root) throw new Error(`the schema has no ${kind}`);
  const writer = new Writer(random, world);
  const fields = Object.values(root.getFields());
  const count = kind === 'subscription' ? 1 : random.between(1, 3);
  const calls = Array.from({ length: count }, (_, at) => {
    const field = random.pick(fields);
    return `r${at}: ${writer.call(field.name, field.args)}${writer.selection(field.type, 1)}`;
  });
  const definitions = writer.definitions.length > 0 ? `(${writer.definitions.join(', ')})` : '';
  return { query: `${kind} ${definitions} { ${calls.join('\n')} }`, variables: writer.variables };
}
