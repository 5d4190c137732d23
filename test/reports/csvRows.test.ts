import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CsvRows, maxRow } from '../../src/reports/csvRows.ts';

/** All rows of a file that comes in chunks that end at these offsets. */
function read(file: Buffer, cuts: readonly number[] = []) {
  const rows = new CsvRows();
  const found: string[][] = [];
  const raw: string[] = [];
  const drain = () => {
    for (;;) {
      const row = rows.next();
      if (row === undefined || row === false) return;
      if (row === null) continue;
      found.push(Array.from({ length: rows.fields }, (_, field) => rows.text(field) ?? ''));
      raw.push(rows.bytesThrough(rows.fields - 1).toString());
    }
  };
  const ends = [...new Set(cuts.map((cut) => cut % (file.length + 1)))].sort((a, b) => a - b);
  for (const [index, start] of [0, ...ends].entries()) {
    rows.push(file.subarray(start, ends[index] ?? file.length));
    drain();
  }
  rows.finish();
  drain();
  return { rows: found, raw, skipped: rows.skipped, offset: rows.offset };
}

const readText = (text: string) => read(Buffer.from(text));

const written = (field: string, isQuoted: boolean) =>
  isQuoted || /[",\n]/.test(field) || field.endsWith('\r') ? `"${field.replaceAll('"', '""')}"` : field;

describe('rows of CSV without a header', () => {
  test.each([[[]], [[1]], [[2]], [[1, 2]], [[3]]])(
    'of a file that begins with a byte order mark, cut at %j',
    (cuts) => {
      const row = '"a","b"';
      const file = Buffer.from(`\ufeff${row}\r\n\ufeffc,d\n`);
      const { rows, raw, skipped, offset } = read(file, cuts);
      expect(rows).toEqual([
        ['a', 'b'],
        ['\ufeffc', 'd'],
      ]);
      expect([raw[0], skipped.count, offset]).toEqual([row, 0, file.length]);
    },
  );

  test('of a file that has nothing but a byte order mark', () => {
    expect(readText('\ufeff')).toMatchObject({ rows: [], skipped: { count: 0 }, offset: 3 });
  });

  test('of a real completion report', () => {
    const { rows, skipped } = readText(
      [
        'bucket,control.txt,lIX2,succeeded,200,,success',
        'bucket,archived.txt,MPJO,failed,500,SrcObjectNotEligible,Object is not eligible for replication',
        'bucket,a,,failed,200,PermanentFailure,"Lambda returned function error: {""errorMessage"":""x, y""}"',
        '',
      ].join('\r\n'),
    );
    expect(skipped.count).toBe(0);
    expect(rows).toEqual([
      ['bucket', 'control.txt', 'lIX2', 'succeeded', '200', '', 'success'],
      [
        'bucket',
        'archived.txt',
        'MPJO',
        'failed',
        '500',
        'SrcObjectNotEligible',
        'Object is not eligible for replication',
      ],
      [
        'bucket',
        'a',
        '',
        'failed',
        '200',
        'PermanentFailure',
        'Lambda returned function error: {"errorMessage":"x, y"}',
      ],
    ]);
  });

  test('are what was written, in whatever chunks they come, and their bytes are those of the file', () => {
    const field = fc.tuple(
      fc.string({ unit: fc.constantFrom('a', 'ü', '"', ',', '\n', '\r', ' ', '𝄞') }),
      fc.boolean(),
    );
    const row = fc.array(field, { minLength: 1, maxLength: 8 }).filter(([first]) => first?.[0] !== '' || first[1]);
    const lineEnd = fc.constantFrom('\n', '\r\n', '\n\n', '\r\n\r\n');
    fc.assert(
      fc.property(fc.array(fc.tuple(row, lineEnd)), fc.array(fc.nat()), fc.boolean(), (file, cuts, endsEarly) => {
        // A carriage return at the start of a row would be an empty line.
        const rows = file.map(([fields]) =>
          fields.map(([text, isQuoted], index) => written(text, isQuoted || (index === 0 && /^[\r]/.test(text)))),
        );
        let text = rows.map((fields, index) => fields.join(',') + file[index]?.[1]).join('');
        if (endsEarly) text = text.replace(/[\r\n]+$/, '');
        const result = read(Buffer.from(text), cuts);
        return (
          JSON.stringify(result.rows) === JSON.stringify(file.map(([fields]) => fields.map(([each]) => each))) &&
          JSON.stringify(result.raw) === JSON.stringify(rows.map((fields) => fields.join(','))) &&
          result.skipped.count === 0 &&
          result.offset === Buffer.byteLength(text)
        );
      }),
    );
  });

  test('of damaged files are read without those that are damaged, in whatever chunks they come', () => {
    const line = fc.constantFrom('a,b', '"a,b', 'a"b,c', '"a"b,c', '"a""', 'x,"y"', '', '\0\u0001');
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat()), (lines, cuts) => {
        const file = Buffer.from(lines.join('\n'));
        const whole = read(file);
        const cut = read(file, cuts);
        return JSON.stringify([whole.rows, whole.skipped]) === JSON.stringify([cut.rows, cut.skipped]);
      }),
    );
  });

  test.each([
    ['a quote inside a field', 'a,b\nc"d,e\nf,g\n', 4],
    ['text after a closing quote', 'a,b\n"c"d,e\nf,g\n', 4],
    ['a quote that is not closed', 'a,b\n"c,d\nf,g\n', 4],
    ['too many columns', `a,b\n${','.repeat(100)}\nf,g\n`, 4],
    ['a row that is too long', `a,b\n${'x'.repeat(maxRow + 1)}\nf,g\n`, 4],
  ])('go on after %s', (_, text, position) => {
    const { rows, skipped } = readText(text);
    expect(rows).toEqual([
      ['a', 'b'],
      ['f', 'g'],
    ]);
    expect(skipped).toMatchObject({ count: 1, first: [{ position }] });
    expect(skipped.first[0]?.message).toMatch(/^The row at byte 4 was skipped: .+\.$/);
  });

  test('of a row of a gigabyte keep no more than a chunk in memory', () => {
    const rows = new CsvRows();
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    const results = new Set<unknown>();
    for (let count = 0; count < 1024; count += 1) {
      rows.push(chunk);
      results.add(rows.next());
    }
    expect([...results]).toEqual([undefined]);
    rows.push(Buffer.from('\na,b\n'));
    expect([rows.next(), rows.next(), rows.text(0), rows.text(1), rows.text(2)]).toEqual([
      null,
      true,
      'a',
      'b',
      undefined,
    ]);
    expect(rows.skipped.count).toBe(1);
  });

  test('resume at the offset after any row', () => {
    const file = Buffer.from('a,"b\nc"\r\nd,e\r\n\r\nf,g');
    const rows = new CsvRows();
    rows.push(file);
    rows.finish();
    const offsets: number[] = [];
    while (rows.next()) offsets.push(rows.offset);
    expect(offsets).toHaveLength(3);
    for (const [index, offset] of offsets.entries()) {
      const rest = new CsvRows(offset);
      rest.push(file.subarray(offset));
      rest.finish();
      let count = 0;
      while (rest.next()) count += 1;
      expect(count).toBe(2 - index);
    }
  });
});
