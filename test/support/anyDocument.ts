// Documents of a schema from a source of choices: aliases, arguments, variables, fragments, @skip and @include, nulls, __typename
// and introspection. Most are valid; the caller validates them.
import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';
import type { Choices } from './choices.ts';

export interface GeneratedDocument {
  query: string;
  variables: Record<string, unknown>;
}

interface DocumentOptions {
  operation?: 'query' | 'mutation';
  maxDepth?: number;
  /** Values of the custom scalars in arguments. */
  scalars?: Readonly<Record<string, readonly unknown[]>>;
}

const scalarValues: Record<string, readonly unknown[]> = {
  Int: [0, 1, 7, -3],
  Float: [0.5, 2],
  String: ['', 'a', 'é"\\n'],
  Boolean: [true, false],
  ID: ['x', '1'],
};

export function anyDocument(
  schema: GraphQLSchema,
  choices: Choices,
  { operation = 'query', maxDepth = 5, scalars = {} }: DocumentOptions = {},
): GeneratedDocument {
  const variables: Record<string, unknown> = {};
  const declared: string[] = [];
  const fragments: { on: GraphQLCompositeType; text: string }[] = [];
  let aliases = 0;

  const anyValue = (type: GraphQLInputType, depth: number): unknown => {
    if (isNonNullType(type)) return presentValue(type.ofType, depth);
    return choices.oneIn(6) ? null : presentValue(type, depth);
  };
  const presentValue = (type: GraphQLInputType, depth: number): unknown => {
    if (isNonNullType(type)) return presentValue(type.ofType, depth);
    if (isListType(type)) return Array.from({ length: choices.below(3) }, () => anyValue(type.ofType, depth));
    if (isEnumType(type)) return choices.of(type.getValues()).name;
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields());
      if (type.isOneOf) {
        const field = choices.of(fields);
        return { [field.name]: presentValue(field.type, depth + 1) };
      }
      const given = fields.filter(({ type: of }) => isNonNullType(of) || (depth < 2 && choices.oneIn(3)));
      return Object.fromEntries(given.map(({ name, type: of }) => [name, anyValue(of, depth + 1)]));
    }
    return choices.of(scalars[type.name] ?? scalarValues[type.name] ?? ['a']);
  };
  const literal = (value: unknown, type: GraphQLInputType): string => {
    if (value === null) return 'null';
    if (isNonNullType(type)) return literal(value, type.ofType);
    if (isListType(type)) return `[${(value as unknown[]).map((item) => literal(item, type.ofType)).join(', ')}]`;
    if (isEnumType(type)) return String(value);
    if (!isInputObjectType(type)) return JSON.stringify(value);
    const fields = Object.entries(value as object).map(
      ([name, inner]) => `${name}: ${literal(inner, type.getFields()[name]?.type as GraphQLInputType)}`,
    );
    return `{${fields.join(', ')}}`;
  };
  const variable = (type: GraphQLInputType): string => {
    const name = `v${declared.length}`;
    const isOptional = !isNonNullType(type) && choices.oneIn(3);
    declared.push(
      `$${name}: ${type}${isOptional && choices.oneIn(2) ? ` = ${literal(presentValue(type, 0), type)}` : ''}`,
    );
    if (!isOptional) variables[name] = anyValue(type, 0);
    // Now and then a value that cannot be coerced.
    if (choices.oneIn(80)) variables[name] = choices.of([null, { odd: 1 }, ['x'], 'no such value']);
    return `$${name}`;
  };
  const argumentsOf = (field: GraphQLField<unknown, unknown>): string => {
    const given = field.args.flatMap(({ name, type, defaultValue }) => {
      if (!(isNonNullType(type) && defaultValue === undefined) && !choices.oneIn(2)) return [];
      return [`${name}: ${choices.oneIn(2) ? variable(type) : literal(anyValue(type, 0), type)}`];
    });
    return given.length > 0 ? `(${given.join(', ')})` : '';
  };
  const booleanType = schema.getType('Boolean') as GraphQLInputType;
  const directive = (): string => {
    if (!choices.oneIn(6)) return '';
    const condition = choices.of(['true', 'false', 'variable', 'variable']);
    let value = condition;
    if (condition === 'variable') {
      const name = `v${declared.length}`;
      const isDefaulted = choices.oneIn(2);
      declared.push(`$${name}: ${booleanType}${isDefaulted ? ' = true' : '!'}`);
      if (!isDefaulted || choices.oneIn(2)) variables[name] = choices.oneIn(2);
      if (isDefaulted && choices.oneIn(10)) variables[name] = null;
      value = `$${name}`;
    }
    return ` @${choices.of(['skip', 'include'])}(if: ${value})`;
  };
  const overlapping = (type: GraphQLCompositeType): GraphQLCompositeType[] => {
    const possible = isAbstractType(type) ? schema.getPossibleTypes(type) : [type as GraphQLObjectType];
    return Object.values(schema.getTypeMap()).filter(
      (other): other is GraphQLCompositeType =>
        isCompositeType(other) &&
        !other.name.startsWith('__') &&
        (isAbstractType(other) ? schema.getPossibleTypes(other) : [other as GraphQLObjectType]).some((each) =>
          possible.includes(each),
        ),
    );
  };
  const fieldOf = (type: GraphQLCompositeType, depth: number): string | null => {
    if (isUnionType(type)) return choices.oneIn(2) ? '__typename' : null;
    const fields = Object.values(type.getFields()).filter(
      (field) => depth < maxDepth || !isCompositeType(getNamedType(field.type)),
    );
    if (fields.length === 0 || choices.oneIn(10)) return `${choices.oneIn(3) ? 'kind: ' : ''}__typename`;
    const field = choices.of(fields);
    const below = getNamedType(field.type);
    const given = argumentsOf(field);
    const needsAlias = given !== '' || choices.oneIn(5);
    aliases += 1;
    const alias = needsAlias ? `${choices.of(['a', 'toString', '__proto__', 'then'])}${aliases}: ` : '';
    const set = isCompositeType(below) ? ` ${selectionOf(below, depth + 1)}` : '';
    return `${alias}${field.name}${given}${directive()}${set}`;
  };
  const selectionOf = (type: GraphQLCompositeType, depth: number): string => {
    const count = 1 + choices.below(choices.isEmpty ? 1 : 4);
    const selections = Array.from({ length: count }, () => {
      const kind = depth < maxDepth ? choices.below(8) : 0;
      if (kind === 5) return `...${directive()} ${selectionOf(type, depth + 1)}`;
      if (kind === 6) {
        const on = choices.of(overlapping(type));
        return `... on ${on.name}${directive()} ${selectionOf(on, depth + 1)}`;
      }
      if (kind === 7) {
        const known = fragments.findIndex(({ on }) => overlapping(type).includes(on));
        if (known >= 0 && choices.oneIn(2)) return `...F${known}${directive()}`;
        const on = choices.of(overlapping(type));
        const text = selectionOf(on, depth + 1);
        fragments.push({ on, text });
        return `...F${fragments.length - 1}${directive()}`;
      }
      return fieldOf(type, depth) ?? '__typename';
    });
    return `{ ${selections.join(' ')} }`;
  };

  const root = operation === 'query' ? schema.getQueryType() : schema.getMutationType();
  if (!isObjectType(root)) throw new Error(`the schema has no ${operation}`);
  const set = selectionOf(root, 0);
  const head = declared.length > 0 ? `${operation} Q(${declared.join(', ')})` : operation;
  const definitions = fragments.map(({ on, text }, index) => `fragment F${index} on ${on.name} ${text}`);
  return { query: [`${head} ${set}`, ...definitions].join('\n'), variables };
}
