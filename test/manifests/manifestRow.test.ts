import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { manifestRow } from '../../src/manifests/manifestRow.ts';
import { CsvRows } from '../../src/reports/csvRows.ts';
import { decodeKey } from '../../src/reports/reportTask.ts';

describe('a row of a manifest', () => {
  test('is what S3 reads: columns without quotes, and a key that is decoded once', () => {
    expect(manifestRow('b', { key: 'a b/c+d,"e"%20\n', versionId: null }, false)).toBe(
      'b,a%20b/c%2Bd%2C%22e%22%2520%0A\n',
    );
    expect(manifestRow('b', { key: 'k', versionId: null }, true)).toBe('b,k,null\n');
    expect(manifestRow('b', { key: 'k', versionId: 'v' }, true)).toBe('b,k,v\n');
  });

  test('has the key of any object', () => {
    const object = fc.record({
      key: fc.string({ unit: 'grapheme', minLength: 1 }),
      versionId: fc.option(fc.stringMatching(/^[\w+/=.-]{1,40}$/)),
    });
    fc.assert(
      fc.property(fc.array(object), fc.boolean(), (objects, isVersioned) => {
        const rows = new CsvRows();
        rows.push(Buffer.from(objects.map((each) => manifestRow('bucket', each, isVersioned)).join('')));
        rows.finish();
        for (const { key, versionId } of objects) {
          expect(rows.next()).toBe(true);
          expect([rows.text(0), decodeKey(rows.text(1) ?? ''), rows.text(2)]).toEqual([
            'bucket',
            key,
            isVersioned ? (versionId ?? 'null') : undefined,
          ]);
        }
        expect([rows.next(), rows.skipped.count]).toEqual([false, 0]);
      }),
    );
  });
});
