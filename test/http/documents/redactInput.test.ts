// Messages of graphql-js without the values that they quote, however a value imitates a message.
import { buildSchema, type GraphQLError, getVariableValues, Kind, parse } from 'graphql';
import { expect, test } from 'vitest';
import { redactInput } from '../../../src/http/documents/redactInput.ts';

const schema = buildSchema('enum Tier { BULK } type Query { any: Int }');

/** The error about a value of a variable, as callers get it. */
function redacted(type: string, value: unknown, suggestions: boolean): GraphQLError {
  const [operation] = parse(`query ($v: ${type}) { any }`).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('not an operation');
  const [error] = getVariableValues(schema, operation.variableDefinitions ?? [], { v: value }).errors ?? [];
  if (!error) throw new Error('the value is valid');
  return redactInput(error, { suggestions });
}

/** As much as a request can have. A pattern that tries each part of it again would take minutes. */
const repeated = (text: string): string => text.repeat(500_000 / text.length);

const noEnum = 'v: Variable "$v" got an invalid value; Value "…" does not exist in "Tier" enum.';
const noInt = 'v: Variable "$v" got an invalid value; Int cannot represent non-integer value.';

test.each([
  ['the end of a message', 'Tier', repeated(' cannot represent'), noEnum],
  ['the value of a message', 'Tier', `${repeated('\\"')} cannot represent a value: `, /^v: .{0,300}$/],
  ['suggestions', 'Tier', `${repeated('\\"')} Did you mean `, /^v: .{0,300}$/],
  ['quotes', 'Tier', repeated('"'), /^v: .{0,300}…$/],
  ['backslashes', 'Tier', repeated('\\'), noEnum],
  ['paths', 'Int', { [`${repeated(' at "a"; ')}\u2028`]: 1 }, noInt],
  ['a path without an end', 'Int', { [` at "${repeated('a')}`]: 1 }, noInt],
  ['begins of paths', 'Int', { [repeated(' at "a')]: 1 }, noInt],
])('a long value that imitates %s is redacted in one pass', (_, type, value, message) => {
  for (const suggestions of [true, false]) {
    const error = redacted(type, value, suggestions);
    if (typeof message === 'string') expect(error.message).toBe(message);
    else expect(error.message).toMatch(message);
    expect(error.extensions).toMatchObject({ inputPath: ['v'] });
  }
});

test.each(['secret secret cannot represent a value: x', 'secret secret Did you mean x'])(
  'nothing is left of a value that imitates the end of a message: %j',
  (value) => {
    for (const suggestions of [true, false])
      expect(redacted('Tier', value, suggestions).message).not.toContain('secret');
  },
);
