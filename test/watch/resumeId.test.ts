import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatResumeId, parseResumeId } from '../../src/watch/resumeId.ts';

const life = fc.stringMatching(/^[0-9a-f]{8}$/);
const versions = fc.array(fc.nat(), { minLength: 1, maxLength: 20 });

describe('an event ID', () => {
  test('is parsed into the versions it was made of', () => {
    fc.assert(
      fc.property(life, versions, (name, some) => {
        expect(parseResumeId(formatResumeId(name, some), name)).toEqual(some);
      }),
    );
  });

  test('is short, and valid in a header', () => {
    fc.assert(
      fc.property(life, versions, (name, some) => {
        expect(formatResumeId(name, some)).toMatch(/^[\w.]{1,4096}$/);
      }),
    );
  });

  test('has no meaning with another prefix', () => {
    fc.assert(
      fc.property(life, life, versions, (one, other, some) => {
        fc.pre(one !== other);
        expect(parseResumeId(formatResumeId(one, some), other)).toBeNull();
      }),
    );
  });

  test('is not confused with other text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const parsed = parseResumeId(text, 'abcdef01');
        if (parsed !== null) expect(formatResumeId('abcdef01', parsed)).toBe(text.replaceAll(/\b0+(?=\d)/g, ''));
      }),
    );
  });

  test.each([
    '',
    '.',
    'abcdef01',
    'abcdef01.',
    'abcdef01.-1',
    'abcdef01.1e3',
    'abcdef01.0x10',
    'abcdef01. 1',
    'abcdef01.1.',
    'abcdef01..1',
    'abcdef01.1\n',
    'abcdef01.٣',
    'ABCDEF01.1',
    `abcdef01.${'9'.repeat(16)}`,
    `abcdef01${'.1'.repeat(4096)}`,
    'x'.repeat(8192),
  ])('is no id: %j', (text) => {
    expect(parseResumeId(text, 'abcdef01')).toBeNull();
  });
});
