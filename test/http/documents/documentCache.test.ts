// The cache of parsed documents: of valid ones, by what they take. Whether a document was kept shows in the identity of its
// syntax tree; compared as a boolean, because a difference of two trees cannot be printed.
import type { DocumentNode } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createDocuments } from '../../../src/http/documents/createDocuments.ts';

function open() {
  const { parse, validate } = createDocuments({ depth: 15, aliases: 50, tokens: 10_000, introspection: true });
  /** Parses and validates as one request does. */
  return (text: string): { document: DocumentNode | null; errors: readonly Error[] } => {
    try {
      const document = parse(text);
      return { document, errors: validate(document) };
    } catch (error) {
      return { document: null, errors: [error as Error] };
    }
  };
}

describe('the document cache', () => {
  test('parses and validates a valid document once', () => {
    const check = open();
    const first = check('{ gateway { version } }');
    expect(first.errors).toEqual([]);
    const second = check('{ gateway { version } }');
    expect(second.document === first.document).toBe(true);
    expect(second.errors).toEqual([]);
  });

  test.each([
    ['invalid', '{ gateway { nothing } }', 'Cannot query field "nothing" on type "Gateway".'],
    [
      'beyond a limit',
      `{ gateway { ${Array.from({ length: 51 }, (_, i) => `a${i}: version`).join(' ')} } }`,
      'An operation may have at most 50 aliases.',
    ],
    ['no document', '{ gateway {', 'Syntax Error: Expected Name, found <EOF>.'],
  ])('does not keep a document that is %s, and refuses it each time', (_, text, message) => {
    const check = open();
    const [first, second] = [check(text), check(text)];
    expect(first.errors.map((error) => error.message)).toEqual([message]);
    expect(second.errors.map((error) => error.message)).toEqual([message]);
    if (first.document) expect(second.document === first.document).toBe(false);
  });

  test('keeps the last megabytes of large documents, and what is in use', () => {
    const check = open();
    const names = Array.from({ length: 5_000 }, (_, index) => `"${index}"`).join(' ');
    const large = (index: number) => `query Q${index} { jobs(filter: { vaultNames: [${names}] }) { nodes { id } } }`;
    const first = check(large(0));
    expect(first.errors).toEqual([]);
    const small = check('{ gateway { version } }').document;
    for (let index = 1; index <= 20; index += 1) {
      check(large(index));
      expect(check('{ gateway { version } }').document === small).toBe(true);
    }
    const last = check(large(20));
    expect(check(large(20)).document === last.document).toBe(true);
    expect(check(large(0)).document === first.document).toBe(false);
  });
});
