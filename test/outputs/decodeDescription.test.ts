import { describe, expect, test } from 'vitest';
import { decodeDescription } from '../../src/outputs/decodeDescription.ts';

const nothing = { name: null, modifiedAt: null };
const at = (iso: string) => new Date(iso);
const base64 = (text: string) => Buffer.from(text).toString('base64');
const base64url = (text: string) => Buffer.from(text).toString('base64url');

/** description -> name, time */
type Samples = [description: string, name: string | null, modifiedAt: string | null][];

const decodes = (samples: Samples) =>
  test.each(samples)('%s', (description, name, modifiedAt) => {
    expect(decodeDescription(description)).toEqual({ name, modifiedAt: modifiedAt === null ? null : at(modifiedAt) });
  });

describe('a description in the format of FastGlacier', () => {
  decodes([
    // fastglacier.com/fastglacier-metadata-format.aspx, versions 4 and 3, on one line as descriptions are
    [
      '<m><v>4</v><p>Z2xhY2llci1kZy5wZGY=</p><lm>20120821T170824Z</lm><ce>1:1:4340ebcf79712dc5e3ef7d50bab98ba5:54687</ce></m>',
      'glacier-dg.pdf',
      '2012-08-21T17:08:24Z',
    ],
    [
      '<m><v>3</v><p>Z2xhY2llci1kZy5wZGY=</p><lm>20120821T170824Z</lm><ce>1:1:4340ebcf79712dc5e3ef7d50bab98ba5</ce></m>',
      'glacier-dg.pdf',
      '2012-08-21T17:08:24Z',
    ],
    // QNAP Hybrid Backup Sync: github.com/6bee/qnap-backup-recovery-tool, README.md
    [
      '<m><v>4</v><p>L3NhbXBsZS8xMjM0LnBkZg==</p><lm>20190501T100059Z</lm></m>',
      '/sample/1234.pdf',
      '2019-05-01T10:00:59Z',
    ],
    // aws-solutions/data-transfer-from-amazon-s3-glacier-vaults-to-amazon-s3, its tests of archive naming
    [
      '           <m><v>4</v><p>RlgxNTAvQ0JCX2ZpZ3VyZS90ZXN0X3B5dGjDtm5fZmlsZS5jYmI=</p><lm>20190121T085242Z       </lm>        </m>',
      'FX150/CBB_figure/test_pythön_file.cbb',
      '2019-01-21T08:52:42Z',
    ],
    [
      '<m><v>4</v><p>RlgxNTAvQ0JCX2ZpZ3VyZS9lZTRjM2MxOS00OTBkLTQwN2UtOGJlNy04ODliZTQxYjQ4YmIuY2Ji </p><lm>20190121T085242Z       </lm>        </m>',
      'FX150/CBB_figure/ee4c3c19-490d-407e-8be7-889be41b48bb.cbb',
      '2019-01-21T08:52:42Z',
    ],
    [
      '"<ArchiveMetadata>           <Path>       UkVOREVSRkFSTTUvQjovb25lL3R3by90aHJlZS9jaDAxX3NlcTAwNF9zaDAwMTAuMjA0NC5kcHg=   </Path></ArchiveMetadata>"',
      'RENDERFARM5/B:/one/two/three/ch01_seq004_sh0010.2044.dpx',
      null,
    ],
    [
      `<m><v>4</v><p>${base64('photos/2014/')}</p><lm>20140101T000000Z</lm></m>`,
      'photos/2014/',
      '2014-01-01T00:00:00Z',
    ],
  ]);
});

describe('a description in the format of mt-aws-glacier', () => {
  decodes([
    // vsespb/mt-aws-glacier, its tests of metadata, of now and of the time of mt1
    ['mt2 eyJmaWxlbmFtZSI6ImZpbGUiLCJtdGltZSI6IjIwMTIxMTE0VDIwMTYxOFoifQ', 'file', '2012-11-14T20:16:18Z'],
    [
      'mt2 eyJmaWxlbmFtZSI6ItC00LjRgNC10LrRgtC-0YDQuNGPL9GE0LDQudC7IiwibXRpbWUiOiIyMDEyMTEwNVQxNDAyNThaIn0',
      'директория/файл',
      '2012-11-05T14:02:58Z',
    ],
    ['mt2 eyJmaWxlbmFtZSI6IsK1IiwibXRpbWUiOiIxOTcwMDEwMVQwMDIwMzRaIn0', 'µ', '1970-01-01T00:20:34Z'],
    [
      'mt1 eyJmaWxlbmFtZSI6IsOQwrTDkMK4w5HCgMOQwrXDkMK6w5HCgsOQwr7DkcKAw5DCuMORwo8vYS9iL2MvZCIsIm10aW1lIjoiMjAxMjExMDVUMTQwMjU4WiJ9',
      'директория/a/b/c/d',
      '2012-11-05T14:02:58Z',
    ],
    ['mt1 eyJmaWxlbmFtZSI6ImZpbGUvYSIsIm10aW1lIjoxMzUxOTI0MTc4fQ', 'file/a', '2012-11-03T06:29:38Z'],
    // the same repository, tests of inventories, "real data from Amazon"
    ['mt2 eyJmaWxlbmFtZSI6ImZpbGUudHh0IiwibXRpbWUiOiIyMDEzMTIxOVQwODMzMDFaIn0', 'file.txt', '2013-12-19T08:33:01Z'],
    // ilijamt/glacier-interface, which can forget the name
    ['mt2 eyJtdGltZSI6IjAifQ==', null, null],
    ['mt2   eyJmaWxlbmFtZSI6ImZpbGUudHh0IiwibXRpbWUiOiIyMDEzMTIxOVQwODMzMDFaIn0=', 'file.txt', '2013-12-19T08:33:01Z'],
    [`mt2 ${base64url('{"filename":"a.b","mtime":"2008 nonsense"}')}`, 'a.b', null],
    // its inventory jobs
    ['mtijob1 eyJ0eXBlIjoiZnVsbCJ9', null, null],
  ]);
});

describe('a description in JSON', () => {
  decodes([
    // CloudBerry, out of vsespb/mt-aws-glacier's tests of inventories, "real data from Amazon"
    ['{"Path":"glacier-ui.exe","UTCDateModified":"20130313T040002Z"}', 'glacier-ui.exe', '2013-03-13T04:00:02Z'],
    ['{"Path":"dir2/+BEQEMAQ5BDs-3","UTCDateModified":"20130322T120043Z"}', 'dir2/файл3', '2013-03-22T12:00:43Z'],
    // out of a script that writes like CloudBerry
    [
      '{"Path":"sofastats-1.3.2+AF8-for+AF8-win.zip","UTCDateModified":"20130406T221257Z"}',
      'sofastats-1.3.2_for_win.zip',
      '2013-04-06T22:12:57Z',
    ],
    [
      '{"Path":"C:+AFw-a+-b+AFw-c.txt","UTCDateModified":"20130406T221257Z","Flags":1}',
      'C:\\a+b\\c.txt',
      '2013-04-06T22:12:57Z',
    ],
    // the AWS solution's tests: made anonymous, and no UTF-7 any more
    [
      '{"Path":"CB+F8-M5/B:/c01/q004/s0010/c01+AF8-s00+A8-s0010+F8/h01.1094.dpx","UTCDateModified":"20100310T110623Z"}',
      'CB+F8-M5/B:/c01/q004/s0010/c01+AF8-s00+A8-s0010+F8/h01.1094.dpx',
      '2010-03-10T11:06:23Z',
    ],
    ['{"path":"   ","UTCDateModified":"20100310T110623Z"}', null, '2010-03-10T11:06:23Z'],
    // QNAP's Glacier app: github.com/6bee/qnap-backup-recovery-tool, README.md
    ['{"path": "/sample/1234.pdf", "type": "file"}', '/sample/1234.pdf', null],
    ['{"path": "/sample/C+AFw-.pdf", "type": "file"}', '/sample/C+AFw-.pdf', null],
    ['{ "filename": "a/b.tar", "mtime": "2013-02-28T00:00:00.5Z" }', 'a/b.tar', '2013-02-28T00:00:00.500Z'],
    ['{"name":"x.bin","mtime":1362009600}', 'x.bin', '2013-02-28T00:00:00Z'],
    ['{"backup":"nightly","host":"db1"}', null, null],
    ['{"Path":42}', null, null],
    ['{"Path":["a.txt"]}', null, null],
    ['{"__proto__":{"path":"a.txt"}}', null, null],
    ['{"Path":"cut off in the mid', null, null],
    ['{}', null, null],
    ['{draft} notes.txt', '{draft} notes.txt', null],
  ]);
});

describe('a description in plain text', () => {
  decodes([
    // glacier-cli, glaciercmd, git-annex, and scripts: the name or the path
    ['plain.tar.gz', 'plain.tar.gz', null],
    ['a.html', 'a.html', null],
    ['my-archive', 'my-archive', null],
    [
      'SHA256E-s1048576--3973e022e93220f9212c18d0d0c543ae7c309e46640da93a4a0314de999f5112.jpg',
      'SHA256E-s1048576--3973e022e93220f9212c18d0d0c543ae7c309e46640da93a4a0314de999f5112.jpg',
      null,
    ],
    ['report, "final, really".pdf', 'report, "final, really".pdf', null],
    ['   Family photos.zip ', 'Family photos.zip', null],
    ['Family photos.7z.001', 'Family photos.7z.001', null],
    ['/srv/backup of the shop', '/srv/backup of the shop', null],
    ['C:\\Users\\alice\\My Documents', 'C:\\Users\\alice\\My Documents', null],
    ['\\\\nas\\music and films', '\\\\nas\\music and films', null],
    ['photos/summer trip/', 'photos/summer trip/', null],
    ['über.jpg', 'über.jpg', null],
    // comments
    ['', null, null],
    ['     ', null, null],
    ['No description.', null, null],
    ['my archive', null, null],
    ['Full backup of the server', null, null],
    ['Backup of 12.04.2014', null, null],
    ['Is this it?', null, null],
    ["it's here; -- drop table archives", null, null],
    ['=HYPERLINK("http://example.com","spreadsheet formula")', null, null],
    ['<b>not markup</b> & not an entity &amp;', null, null],
    ['<b>bold</b>', null, null],
    ['["a.txt"]', null, null],
    ['---', null, null],
    ['~'.repeat(1024), null, null],
    ['a\0b.txt', null, null],
    ['a\nb.txt', null, null],
  ]);

  test('that is missing has no name', () => expect(decodeDescription(null)).toEqual(nothing));
});

describe('a damaged description of a tool is decoded as null', () => {
  test.each([
    ['base64 with a foreign character', '<m><v>4</v><p>Z2xhY2*lci1kZy5wZGY=</p></m>'],
    ['base64 cut in the middle', '<m><v>4</v><p>Z2xhY2llci1kZ</p></m>'],
    ['base64 that is not closed', '<m><v>4</v><p>Z2xhY2llci1kZy5wZGY='],
    ['base64 of what is no UTF-8', `<m><v>4</v><p>${Buffer.from([0x61, 0xff, 0x62]).toString('base64')}</p></m>`],
    ['base64 of half a surrogate pair', `<m><v>4</v><p>${Buffer.from([0xed, 0xa0, 0x80]).toString('base64')}</p></m>`],
    ['base64 of a name with a NUL', `<m><v>4</v><p>${base64('a\0.txt')}</p></m>`],
    ['base64 of a name with a line end', `<m><v>4</v><p>${base64('a\r\nX-Evil: 1')}</p></m>`],
    ['an empty path', '<m><v>4</v><p></p></m>'],
    ['elements in the wrong order', '<m></p><p></m>'],
    ['a 13th month', '<m><v>4</v><p></p><lm>20121301T000000Z</lm></m>'],
    ['a 30th of February', '<m><v>4</v><p></p><lm>20120230T000000Z</lm></m>'],
    ['a 25th hour', '<m><v>4</v><p></p><lm>20120101T240000Z</lm></m>'],
    ['a time without its zone', '<m><v>4</v><p></p><lm>20120101T000000</lm></m>'],
    ['mt2 with base64 of no JSON', 'mt2 ZmY'],
    ['mt2 with a list', `mt2 ${base64url('["a.txt"]')}`],
    ['mt2 with null', `mt2 ${base64url('null')}`],
    ['mt2 with half a surrogate pair', `mt2 ${base64url('{"filename":"\\ud800.txt"}')}`],
    ['mt1 that was encoded once', `mt1 ${base64url('{"filename":"я.txt"}')}`],
    ['mt2 without anything', 'mt2 !!!!'],
    ['a time beyond all calendars', '{"mtime":1e300}'],
    ['a file name in the depth', `${'{"a":'.repeat(170)}1${'}'.repeat(170)}`],
    ['a longer text than Glacier takes', `${'a'.repeat(1021)}.txt`],
    ['a million brackets', '['.repeat(1_000_000)],
    ['a million plus signs', `{"UTCDateModified":"","Path":"${'+'.repeat(1_000_000)}"}`],
  ])('%s', (_, description) => expect(decodeDescription(description)).toEqual(nothing));
});
