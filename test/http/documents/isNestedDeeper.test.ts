import fc from 'fast-check';
import { Lexer, Source, TokenKind } from 'graphql';
import { describe, expect, test } from 'vitest';
import { isNestedDeeper } from '../../../src/http/documents/isNestedDeeper.ts';

/** The most brackets that are open at once, by graphql's own lexer; those before its first error. */
function nestingOf(text: string): number {
  const lexer = new Lexer(new Source(text));
  let open = 0;
  let most = 0;
  try {
    for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
      if ([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L].includes(token.kind)) open += 1;
      if ([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R].includes(token.kind)) open -= 1;
      most = Math.max(most, open);
    }
  } catch {
    return most;
  }
  return most;
}

const isDocument = (text: string): boolean => {
  const lexer = new Lexer(new Source(text));
  try {
    while (lexer.advance().kind !== TokenKind.EOF);
    return true;
  } catch {
    return false;
  }
};

describe('the nesting of a document', () => {
  test('is that of its tokens, whatever texts and comments contain', () => {
    const part = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '(',
      ')',
      ' ',
      'a',
      ',',
      '\n',
      '\r',
      '#',
      '#{',
      '"',
      '"{"',
      '"\\""',
      '"""',
      '\\"""',
      '\\',
      '"""{"""',
      '""',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 25 }), fc.nat(6), (parts, limit) => {
        const text = parts.join('');
        if (isDocument(text)) return isNestedDeeper(text, limit) === nestingOf(text) > limit;
        // Before its first error, a text is read as the lexer reads it.
        return nestingOf(text) <= limit || isNestedDeeper(text, limit);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each(['{', '[', '('])('of a megabyte of %s is found at the limit, without recursion', (bracket) => {
    expect(isNestedDeeper(bracket.repeat(2 ** 20), 128)).toBe(true);
    expect(isNestedDeeper(bracket.repeat(128), 128)).toBe(false);
  });

  test('of a megabyte of unfinished texts takes one pass', () => {
    expect(isNestedDeeper('\\"""'.repeat(2 ** 18), 128)).toBe(false);
    expect(isNestedDeeper(`"""${'\\"""'.repeat(2 ** 18)}`, 128)).toBe(false);
  });
});
