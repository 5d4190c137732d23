// Lists of AWS with damaged records that are cut at any byte. A cut list is never taken for a whole one, and every record of a
// whole one is at its place.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitJsonList } from '../../../src/aws/client/splitJsonList.ts';
import { splitXmlList } from '../../../src/aws/client/splitXmlList.ts';
import { isWholeXml } from '../../../src/aws/client/xmlRoot.ts';
import { parseJson } from '../../../src/core/parseJson.ts';
import { equal } from '../../support/equal.ts';

const extras = [
  '',
  '"N":[{"x":1}]',
  '"N":{"Marker":"n","L":[[1],{"y":"]}"}]}',
  '"N":[{"VaultName":"nested"},{"VaultName":"nested"}]',
  '"N":"},{\\"VaultName\\":\\"text\\"}]}"',
  `"N":"${'z'.repeat(70_000)}"`,
  `"N":[${'{"VaultName":"nested"},'.repeat(4000)}1]`,
];
const damages: Record<string, (record: string) => string> = {
  'an invalid escape': (record) => record.replace('"2016', '"\\q2016'),
  'a number that is none': (record) => record.replace(':17', ':01'),
  'a word': (record) => record.replace(':17', ':many'),
  'no colon': (record) => record.replace('":17', '"17'),
  'no closing quote': (record) => record.replace('2016"', '2016'),
  'no opening quote': (record) => record.replace('"2016', '2016'),
};

const jsonRecord = fc.record({
  extra: fc.constantFrom(...extras),
  damage: fc.option(fc.constantFrom(...Object.keys(damages)), { nil: null, freq: 2 }),
});

const cut = fc.option(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), { nil: null, freq: 3 });

test('a JSON list that is damaged and cut anywhere is no list, and a whole one has all records', () => {
  fc.assert(
    fc.property(
      fc.array(jsonRecord, { maxLength: 6 }),
      fc.constantFrom('', ' ', '\r\n\t'),
      fc.constantFrom('', '"Marker":null'),
      fc.constantFrom('', ',"Marker":"m"'),
      cut,
      (shapes, space, before, after, cutAt) => {
        const records = shapes.map(({ extra, damage }, index) => {
          const members = [`"VaultName":"v${index}"`, extra, '"Date":"2016"', '"Size":17'].filter(
            (text) => text !== '',
          );
          const record = `{${members.join(`,${space}`)}}`;
          return damage === null ? record : (damages[damage]?.(record) ?? record);
        });
        const head = before === '' ? '{' : `{${before},`;
        const list = `${head}"VaultList":[${space}${records.join(`${space},${space}`)}${space}]${after}}`;
        const bytes = Buffer.from(cutAt === null ? list : list.slice(0, Math.floor(cutAt * list.length)));
        const parts = splitJsonList(bytes, 'VaultList');
        if (cutAt !== null) {
          equal(parseJson(bytes.toString()), undefined);
          equal(parts, null);
        } else {
          equal(parts?.records.map(String), records);
          expect(parseJson(`${parts?.head}${parts?.tail}`)).toMatchObject({ VaultList: [] });
        }
      },
    ),
    { numRuns: 500, seed: 14 },
  );
});

const xmlExtras = [
  '',
  '<Description>&lt;/Jobs&gt;</Description>',
  '<Description><![CDATA[</Jobs></ListJobsResult><member>]]></Description>',
  '<!-- </Jobs></ListJobsResult> -->',
  '<New><member>1</member><member><Deep/></member></New>',
];

test('an XML list that is cut anywhere is no list, and a whole one has all records', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...xmlExtras), { maxLength: 6 }),
      fc.constantFrom('', '\n  '),
      fc.constantFrom('', '<NextToken>t</NextToken>'),
      cut,
      (shapes, space, after, cutAt) => {
        const records = shapes.map((extra, index) => `<member><JobId>j${index}</JobId>${extra}</member>`);
        const list = `<?xml version="1.0"?>${space}<ListJobsResult xmlns="x"><Jobs>${space}${records.join(space)}${space}</Jobs>${after}</ListJobsResult>`;
        const bytes = Buffer.from(cutAt === null ? list : list.slice(0, Math.floor(cutAt * list.length)));
        equal(isWholeXml(bytes, 'ListJobsResult', 'Jobs'), cutAt === null);
        if (cutAt !== null) return;
        equal(
          splitXmlList(bytes, 'Jobs')?.records.map((record) => record.toString().trim()),
          records,
        );
      },
    ),
    { numRuns: 1000, seed: 14 },
  );
});

test.each([
  ['two lists', '<ListJobsResult><Jobs/><Jobs><member/></Jobs></ListJobsResult>'],
  ['two documents', '<ListJobsResult><Jobs/></ListJobsResult><ListJobsResult><Jobs/></ListJobsResult>'],
  ['text after its end', '<ListJobsResult><Jobs/></ListJobsResult>x'],
  ['another root', '<ListJobResult><Jobs/></ListJobResult>'],
  ['a comment that does not end', '<ListJobsResult><Jobs><!-- </Jobs></ListJobsResult>'],
])('a response with %s is not whole', (_, text) => {
  expect(isWholeXml(Buffer.from(text), 'ListJobsResult', 'Jobs')).toBe(false);
});

test('a response with a comment at its end, or without content, is whole', () => {
  for (const text of ['<ListJobsResult><Jobs/></ListJobsResult><!-- x -->\n', '<ListJobsResult/>']) {
    expect(isWholeXml(Buffer.from(text), 'ListJobsResult', 'Jobs')).toBe(true);
  }
});

test.each(['<!--', '<![CDATA[', '<!', '<member>', '<member ', '<Jobs ', '<!-- <!-- -->'])(
  'an XML list of many %s is judged and split in linear time',
  (unit) => {
    // In quadratic time they would exceed the timeout of the test.
    const bytes = Buffer.from(`<ListJobsResult><Jobs>${unit.repeat(300_000)}</Jobs></ListJobsResult>`);
    isWholeXml(bytes, 'ListJobsResult', 'Jobs');
    splitXmlList(bytes, 'Jobs');
  },
);
