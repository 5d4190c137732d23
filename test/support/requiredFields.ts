// Inputs without one of the fields that the schema requires.
import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  getNamedType,
  isInputObjectType,
  isNonNullType,
} from 'graphql';
import { schema } from '../../src/schema/index.ts';

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const isRequired = ({ type, defaultValue }: { type: GraphQLInputType; defaultValue?: unknown }) =>
  isNonNullType(type) && defaultValue === undefined;

/** The input without one required field, with the place and the name of the field. */
type Incomplete = [place: string, name: string, input: Fields];

function withoutEach(type: GraphQLInputObjectType, value: Fields, place: string): Incomplete[] {
  return Object.values(type.getFields()).flatMap((field): Incomplete[] => {
    const { name } = field;
    const given = value[name];
    if (given === undefined) return [];
    const { [name]: _, ...rest } = value;
    const omitted: Incomplete[] = isRequired(field) ? [[place, name, rest]] : [];
    const inner = getNamedType(field.type);
    if (!isInputObjectType(inner)) return omitted;
    const isList = Array.isArray(given);
    const [first] = isList ? given : [given];
    const below = isObject(first) ? withoutEach(inner, first, `${place}.${name}${isList ? '.0' : ''}`) : [];
    return [
      ...omitted,
      ...below.map(([at, field, less]): Incomplete => [at, field, { ...value, [name]: isList ? [less] : less }]),
    ];
  });
}

/** The input of a mutation without each required field that it has, at any depth. */
export const withoutEachRequired = (type: string, input: object): Incomplete[] =>
  withoutEach(schema.getType(type) as GraphQLInputObjectType, input as Fields, 'input');
