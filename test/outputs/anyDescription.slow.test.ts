// Descriptions that are made up: what each tool writes comes back, and no text is decoded to nonsense or for long.
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { decodeDescription } from '../../src/outputs/decodeDescription.ts';
import { anyText } from '../support/anyText.ts';
import { equal } from '../support/equal.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const base64url = (text: string) => Buffer.from(text).toString('base64url');

/** Realistic paths: any script, quotes, separators; no white space at the ends and no control characters. */
const paths = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
  .filter((path) => path === path.trim() && !/[\p{Cc}\p{Cs}]/u.test(path) && path !== '');

const times = fc
  .integer({ min: Date.UTC(1000, 0, 1) / 1000, max: Date.UTC(9999, 11, 31) / 1000 })
  .map((seconds) => new Date(seconds * 1000));

const compact = (time: Date) => time.toISOString().replace(/[-:]|\.\d+/g, '');

/** UTF-7 as .NET writes it: letters, digits and a few other characters are not encoded. */
const utf7 = (text: string) =>
  text.replace(/[^A-Za-z0-9'(),./:? -]+/g, (part) => {
    if (part === '+') return '+-';
    const units = Buffer.from(part, 'utf16le').swap16();
    return `+${units.toString('base64').replace(/=+$/, '')}-`;
  });

const writers: Record<string, (path: string, time: Date) => string> = {
  FastGlacier: (path, time) => `<m><v>4</v><p>${base64(path)}</p><lm>${compact(time)}</lm></m>`,
  'mt-aws-glacier 2': (filename, time) => `mt2 ${base64url(JSON.stringify({ filename, mtime: compact(time) }))}`,
  'mt-aws-glacier 1': (filename, time) => {
    const utf8 = Buffer.from(JSON.stringify({ mtime: compact(time), filename }));
    return `mt1 ${base64url(utf8.toString('latin1'))}`;
  },
  CloudBerry: (path, time) => JSON.stringify({ Path: utf7(path), UTCDateModified: compact(time), Flags: 0 }),
};

describe('any description', () => {
  test.each(Object.entries(writers))('what %s writes comes back', (_, write) => {
    fc.assert(
      fc.property(paths, times, (name, modifiedAt) => {
        const description = write(name, modifiedAt);
        fc.pre(description.length <= 1024);
        equal(decodeDescription(description), { name, modifiedAt });
      }),
      { numRuns: 500 },
    );
  });

  const pieces = fc.constantFrom(
    ...[
      '<m>',
      '</m>',
      '<p>',
      '</p>',
      '<lm>',
      '20120101T000000Z',
      'mt1 ',
      'mt2 ',
      '{"Path":"',
      '"}',
      '+',
      '-',
      '/',
      '\\',
    ],
    ...['=', 'eyJ', '{', '}', '"', '.', ' ', '\ud800', '\0', 'a', '"UTCDateModified":"', ','],
  );
  const mixtures = fc.array(pieces, { maxLength: 200 }).map((parts) => parts.join(''));
  const anything = fc.oneof(mixtures, anyText({ maxLength: 1100 }));

  test('is decoded without an error, to a trimmed line of well-formed text or null', () => {
    fc.assert(
      fc.property(anything, (description) => {
        const { name, modifiedAt } = decodeDescription(description);
        if (name !== null) equal([name.trim(), /[\p{Cc}\p{Cs}]|^$/u.test(name)], [name, false]);
        if (modifiedAt !== null) equal(Number.isNaN(modifiedAt.getTime()), false);
      }),
      { numRuns: 3000 },
    );
  });

  test('is decoded in linear time: 200,000 hostile ones come to an end', () => {
    const hostile = [
      '<p>'.repeat(341),
      '.a'.repeat(512),
      `${'a.'.repeat(500)}!`,
      '+'.repeat(1024),
      `<${' >'.repeat(500)}`,
    ];
    // In quadratic time they would exceed the timeout of the test.
    for (let times = 0; times < 40_000; times++) hostile.map(decodeDescription);
  });
});
