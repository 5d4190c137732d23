import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkRows } from '../../src/manifests/checkRows.ts';
import { columnsOf } from '../../src/manifests/manifestColumns.ts';
import { anyText } from '../support/anyText.ts';

const plain = columnsOf(['Bucket', 'Key']);
const versioned = columnsOf(['Bucket', 'Key', 'VersionId']);

const check = (text: string | Buffer, { columns = plain, isWhole = true } = {}) => {
  if (!columns) throw new Error('no columns');
  return checkRows({ bytes: Buffer.from(text as string), isWhole, columns });
};

const codesOf = (...args: Parameters<typeof check>) => check(...args).faults.map(({ code }) => code);

describe('the rows of a manifest', () => {
  test('are as S3 documents them', () => {
    expect(check('photos,a%20b.jpg\nphotos,%C3%BC/c.jpg\n')).toEqual({ faults: [], count: 2, bytes: 37 });
    expect(codesOf('photos,a.jpg\r\nphotos,b.jpg\r\n')).toEqual([]);
    expect(codesOf('"photos","a.jpg","x"\n"photos","b.jpg","null"', { columns: versioned })).toEqual([]);
    expect(codesOf('arn:aws:s3:us-east-1:111122223333:accesspoint/photos,a.jpg\n')).toEqual([]);
  });

  test.each<[string, string | Buffer, string]>([
    ['a byte order mark', '\ufeffphotos,a.jpg\n', 'MANIFEST_BOM'],
    ['a header row', 'bucket,key\nphotos,a.jpg\n', 'MANIFEST_HEADER_ROW'],
    ['a header row in other words', '"Bucket Name","Object Key"\nphotos,a.jpg\n', 'MANIFEST_HEADER_ROW'],
    ['too many columns', 'photos,a.jpg,x\n', 'MANIFEST_COLUMNS'],
    ['too few columns', 'photos\n', 'MANIFEST_COLUMNS'],
    ['a space in a key', 'photos,a b.jpg\n', 'MANIFEST_NOT_ENCODED'],
    ['a letter beyond ASCII', 'photos,ü.jpg\n', 'MANIFEST_NOT_ENCODED'],
    ['a bare percent sign', 'photos,100%.jpg\n', 'MANIFEST_NOT_ENCODED'],
    ['an escape that is not UTF-8', 'photos,%FF.jpg\n', 'MANIFEST_NOT_ENCODED'],
    ['two buckets', 'photos,a.jpg\nvideos,b.mp4\n', 'MANIFEST_SEVERAL_BUCKETS'],
    ['an empty line', 'photos,a.jpg\n\nphotos,b.jpg\n', 'MANIFEST_INVALID'],
    ['an empty line at the end', 'photos,a.jpg\r\n\r\n', 'MANIFEST_INVALID'],
    ['a quote that is not closed', 'photos,"a.jpg\n', 'MANIFEST_INVALID'],
    ['an empty key', 'photos,\n', 'MANIFEST_INVALID'],
    ['a bucket that is none', 'my photos,a.jpg\n', 'MANIFEST_INVALID'],
    ['the ARN of a bucket', 'arn:aws:s3:::photos,a.jpg\n', 'MANIFEST_INVALID'],
    ['a key of more than 1,024 bytes', `photos,${'k'.repeat(1_025)}\n`, 'MANIFEST_INVALID'],
    ['no row', '', 'MANIFEST_WITHOUT_ROWS'],
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0]), 'MANIFEST_COMPRESSED'],
  ])('with %s are reported', (_, text, code) => {
    expect(codesOf(text)).toContain(code);
  });

  test('with an empty version ID are reported, and those without a version are not', () => {
    expect(codesOf('photos,a.jpg,\n', { columns: versioned })).toEqual(['VERSION_ID_MISSING']);
    expect(codesOf('photos,a.jpg,null\n', { columns: versioned })).toEqual([]);
  });

  test('that are not UTF-8 are reported', () => {
    expect(check(Buffer.from('photos,\xff.jpg\n', 'latin1')).faults.map(({ detail }) => detail)).toContain(
      'The file is not UTF-8.',
    );
  });

  test('of a file that is not read to its end lack their last one', () => {
    expect(check('photos,a.jpg\nphotos,b', { isWhole: false })).toEqual({ faults: [], count: 1, bytes: 13 });
    expect(codesOf('photos,a', { isWhole: false })).toEqual(['MANIFEST_INVALID']);
  });

  test('report each kind of fault once, with its first row', () => {
    const { faults } = check('photos,a.jpg\nphotos\nphotos\nvideos,%\nvideos,%\n');
    expect(faults).toEqual([
      { code: 'MANIFEST_COLUMNS', detail: 'Row 2 has 1 column, and the manifest of the job has 2.' },
      { code: 'MANIFEST_SEVERAL_BUCKETS', detail: 'Row 4 names the bucket "videos", and row 1 "photos".' },
      { code: 'MANIFEST_NOT_ENCODED', detail: 'Row 4 has the key "%".' },
    ]);
  });

  const key = anyText({ maxLength: 40 }).filter((text) => text !== '');

  test('with any keys in URL encoding have no fault', () => {
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 20 }), (keys) => {
        const text = keys.map((each) => `photos,${encodeURIComponent(each)}\n`).join('');
        expect(check(text)).toEqual({ faults: [], count: keys.length, bytes: text.length });
      }),
    );
  });

  test('of any bytes are checked without an error, and details are short', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), fc.boolean(), (bytes, isWhole) => {
        const { faults, count } = check(Buffer.from(bytes), { isWhole });
        expect(faults.length).toBeLessThan(20);
        expect(count).toBeLessThanOrEqual(bytes.length);
        for (const { detail } of faults) expect(detail.length).toBeLessThan(300);
      }),
    );
  });
});
