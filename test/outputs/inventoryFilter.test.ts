import fc from 'fast-check';
import { test } from 'vitest';
import { decodeDescription } from '../../src/outputs/decodeDescription.ts';
import { InventoryArchive } from '../../src/outputs/inventoryArchive.ts';
import { predicateOf } from '../../src/outputs/inventoryFilter.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

const writers: ((path: string) => string)[] = [
  (path) => path,
  (path) => `  ${path} `,
  (path) => `<m><v>4</v><p>${base64(path)}</p><lm>20120821T170824Z</lm></m>`,
  (path) => `" <m><v>4</v><p>${base64(path)}</p></m>`,
  (path) => `mt2 ${Buffer.from(JSON.stringify({ filename: path })).toString('base64url')}`,
  (path) => JSON.stringify({ Path: path, UTCDateModified: '20100310T110623Z' }),
];

test('the filter nameContains matches the decoded name, or the description if there is none', () => {
  const letters = fc.array(fc.constantFrom(...'aAbB. /ßΣσ"<m>{'), { maxLength: 8 }).map((all) => all.join(''));
  fc.assert(
    fc.property(letters, letters, fc.constantFrom(...writers), (path, nameContains, write) => {
      const ArchiveDescription = write(path);
      const name = decodeDescription(ArchiveDescription).name ?? ArchiveDescription;
      const isMatch = predicateOf({ nameContains })?.(new InventoryArchive({ ArchiveDescription }));
      return isMatch === name.toLowerCase().includes(nameContains.toLowerCase());
    }),
    { numRuns: 2_000 },
  );
});
