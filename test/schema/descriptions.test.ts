// The language of the descriptions, which are the reference of the API: whole sentences of limited length. @graphql-eslint
// checks that none is missing (eslint.config.js).
import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { schema } from '../../src/schema/index.ts';

interface Described {
  name: string;
  description?: string | null | undefined;
}

/** Every description of the schema by its coordinate, e.g. `Vault.jobs(first:)`. */
function allDescriptions(): [coordinate: string, description: string][] {
  const found: [string, string][] = [];
  const add = (coordinate: string, { description }: Described) => found.push([coordinate, description ?? '']);
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || ['String', 'Int', 'Boolean', 'ID', 'Float'].includes(type.name)) continue;
    add(type.name, type);
    if (isEnumType(type)) for (const value of type.getValues()) add(`${type.name}.${value.name}`, value);
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields())) add(`${type.name}.${field.name}`, field);
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      add(`${type.name}.${field.name}`, field);
      for (const arg of field.args) add(`${type.name}.${field.name}(${arg.name}:)`, arg);
    }
  }
  return found;
}

const sentencesOf = (description: string): string[] =>
  description
    .replaceAll(/https:\/\/\S+/g, '')
    .split(/[.:;](?=\s|$)/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');

const wordsIn = (sentence: string): number => sentence.split(/\s+/).length;

const faultsOf = (description: string): string[] => [
  ...(/^[A-Z0-9`]/.test(description) ? [] : ['does not start with a capital letter']),
  ...(/(\.|https:\/\/\S+)$/.test(description) ? [] : ['does not end with a full stop']),
  ...(wordsIn(description) < 3 ? ['has fewer than three words'] : []),
  ...sentencesOf(description)
    .filter((sentence) => wordsIn(sentence) > 25)
    .map((sentence) => `has a sentence of ${wordsIn(sentence)} words: ${sentence}`),
  ...(/\b(told|tells|where left out|looked at|under way|came of|asked for)\b/.test(description)
    ? ['uses a word that the style guide replaces']
    : []),
];

test('every custom scalar names its specification', () => {
  const scalars = Object.values(schema.getTypeMap()).filter(
    (type) => isScalarType(type) && !isSpecifiedScalarType(type),
  );
  expect(scalars.map(({ name }) => name)).toEqual(expect.arrayContaining(['Arn', 'DateTime', 'Decimal']));
  for (const scalar of scalars)
    expect(scalar, scalar.name).toMatchObject({ specifiedByURL: expect.stringMatching(/^https:/) });
});

describe('the descriptions of the schema', () => {
  test('are sentences of at most 25 words', () => {
    const faulty = allDescriptions().flatMap(([coordinate, description]) =>
      faultsOf(description).map((fault) => `${coordinate} ${fault}`),
    );
    expect(faulty).toEqual([]);
  });

  test.each([
    ['', ['does not start with a capital letter', 'does not end with a full stop', 'has fewer than three words']],
    [
      'the vault',
      ['does not start with a capital letter', 'does not end with a full stop', 'has fewer than three words'],
    ],
    ['Which.', ['has fewer than three words']],
    [`The ${'very '.repeat(24)}long sentence.`, [expect.stringMatching(/^has a sentence of 27 words/)]],
    ['The default where left out.', ['uses a word that the style guide replaces']],
    ['The name of the vault. https://docs.aws.amazon.com/amazonglacier/latest/dev/api-vault-get.html', []],
  ])('are checked by a rule that finds the faults of %j', (description, faults) => {
    expect(faultsOf(description)).toEqual(faults);
  });
});
