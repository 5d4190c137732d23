// Resolvers that return anything that a resolver can return: values, promises, errors, wrong values, iterables that fail. What a
// field returns depends on the seed and its path alone, so that two executions see the same.
import {
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  responsePathAsArray,
} from 'graphql';

/** The context of an execution. */
export interface OddContext {
  seed: number;
  /** The calls of resolvers, in their order. */
  calls: string[];
}

export function useOddResolvers(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (isAbstractType(type)) {
      const names = schema.getPossibleTypes(type).map(({ name }) => name);
      type.resolveType = (value: { seed?: number } | null, { seed, calls }: OddContext, info) => {
        const draw = drawsFrom(`${seed} ${value?.seed} ${type.name}`);
        const name = draw(25) === 0 ? (['Nothing', 'Query', 7, null][draw(4)] as string) : names[draw(names.length)];
        calls.push(`type ${responsePathAsArray(info.path).join('.')}`);
        return draw(5) === 0 ? after(draw(3), () => name) : name;
      };
    }
    if (!isObjectType(type)) continue;
    if (type.name.length % 3 === 0 && type !== schema.getQueryType() && type !== schema.getMutationType()) {
      type.isTypeOf = (value: { seed?: number } | null, { seed }: OddContext) => {
        const draw = drawsFrom(`${seed} ${value?.seed} is ${type.name}`);
        const isOfType = draw(15) !== 0;
        return draw(5) === 0 ? after(draw(3), () => isOfType) : isOfType;
      };
    }
    for (const field of Object.values(type.getFields())) {
      field.resolve = (_, args, { seed, calls }: OddContext, info: GraphQLResolveInfo) => {
        const path = responsePathAsArray(info.path).join('.');
        calls.push(`${path} ${JSON.stringify(args)} ${info.parentType.name}.${info.fieldName} ${info.returnType}`);
        // A resolver may change its arguments. Nobody else sees it.
        for (const name of Object.keys(args)) args[name] = 'changed';
        return resolvedValue(info.returnType, drawsFrom(`${seed} ${path}`));
      };
    }
  }
}

type Draw = (below: number) => number;

/** A pseudo-random sequence that the text determines. */
function drawsFrom(text: string): Draw {
  let state = 0x811c9dc5;
  for (const character of text) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (below) => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    return ((state ^ (state >>> 13)) >>> 0) % below;
  };
}

/** A promise that is settled after so many microtasks. */
async function after<T>(ticks: number, value: () => T): Promise<T> {
  for (let tick = 0; tick < ticks; tick += 1) await undefined;
  return value();
}

/** What these resolvers throw. It has no stack: graphql-js reads each one, and vitest maps all of its lines to the sources. */
export class OddError extends Error {
  override stack = '';
}

const rejected = (ticks: number, text: string): Promise<never> =>
  after(ticks, () => {
    throw new OddError(text);
  });

function resolvedValue(type: GraphQLOutputType, draw: Draw): unknown {
  switch (draw(24)) {
    case 0:
      return null;
    case 1:
      return draw(2) === 0 ? undefined : new OddError('returned');
    case 2:
      throw draw(2) === 0 ? new OddError('thrown') : 'a thrown text';
    case 3:
      return rejected(draw(4), 'rejected');
    case 4:
      return after(draw(3), () => new OddError('returned later'));
    case 5:
      return draw(2) === 0 ? Symbol.iterator : { wrong: true };
    case 6:
    case 7:
    case 8:
    case 9:
      return after(draw(4), () => presentValue(type, draw));
    default:
      return presentValue(type, draw);
  }
}

function presentValue(type: GraphQLOutputType, draw: Draw): unknown {
  if (isNonNullType(type)) return presentValue(type.ofType, draw);
  if (isListType(type)) {
    const items = Array.from({ length: draw(3) }, () => () => resolvedValue(type.ofType, draw));
    const kind = draw(8);
    if (kind === 0) return iterate(items, draw(3) === 0);
    return items.map((item) => {
      try {
        return item();
      } catch (error) {
        return error instanceof Error ? error : null;
      }
    });
  }
  const named = getNamedType(type);
  if (isEnumType(named)) return named.getValues()[draw(named.getValues().length)]?.value;
  if (isAbstractType(named) || isObjectType(named)) return { seed: draw(1_000_000) };
  if (named.name === 'Boolean') return draw(2) === 0;
  if (named.name === 'Int' || named.name === 'Float' || named.name === 'SafeInt') return draw(100);
  return ['text', 'é"\\\u2028', '', '\ud800'][draw(4)];
}

/** Some iterables fail after their items. */
function* iterate(items: (() => unknown)[], fails: boolean): Generator<unknown> {
  for (const item of items) yield item();
  if (fails) throw new OddError('the iterable has failed');
}
