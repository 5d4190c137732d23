// Descriptions that have caused bugs: separators, quotes and escapes of every kind an inventory goes through, and the formats in
// which well-known tools store file names. All are printable ASCII, as Glacier requires.
import { fastGlacier, jsonWithPath, mtAwsGlacier } from '../world/toolDescriptions.ts';

export const awkwardDescriptions: readonly string[] = [
  'plain.tar.gz',
  '',
  'report, final.pdf',
  'the "final" report.pdf',
  'report, "final, really".pdf',
  'C:\\Users\\alice\\Documents\\',
  'ends with a backslash and quote \\"',
  "it's here; -- drop table archives",
  jsonWithPath('photos/2014/über den Wolken.jpg', '20140512T091500Z'),
  'unicode escape \\u00e9\\u4e2d\\ud83d\\ude00 left as text',
  '<b>not markup</b> & not an entity &amp;',
  '=HYPERLINK("http://example.com","spreadsheet formula")',
  '   spaces in front and behind   ',
  fastGlacier('photos/2014/über den Wolken.jpg', '20140512T091500Z'),
  fastGlacier('music/Sigur Rós/( )/01 - Vaka.flac', '20130101T000000Z'),
  mtAwsGlacier('backup/данные/2013.tar', '20130614T220000Z'),
  mtAwsGlacier('backup/a, "quoted" name.zip', '20130615T220000Z'),
  '~'.repeat(1024),
];
