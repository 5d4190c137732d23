import fc from 'fast-check';
import { expect, test } from 'vitest';
import { faultOf, InventoryArchive } from '../../src/outputs/inventoryArchive.ts';
import { UsualRecord, usualRecord } from '../../src/outputs/usualRecord.ts';
import { expected, jsonOf, listed, plain } from './support.ts';

const asGlacierWrites = { indent: 0, turn: 0, escaped: false };
const pieces = ['"', '\\', '\\u00e9', '\\"', ',', '}', '{', ' ', '0', '-', 'null', '\n', 'é', '\xff', 'T24', '.5'];

const recordIn = (file: Buffer): Buffer => file.subarray(file.indexOf('[') + 1, file.lastIndexOf(']'));

/** What it takes at the start of the bytes, and where that ends. */
function taken(bytes: Buffer) {
  usualRecord.lastIndex = 0;
  const match = usualRecord.exec(bytes.toString('latin1'));
  return match && { archive: plain(new InventoryArchive(new UsualRecord(match))), end: usualRecord.lastIndex };
}

test('takes what Glacier writes, whatever is in the description', () => {
  fc.assert(
    fc.property(listed('JSON'), (archive) => {
      const bytes = recordIn(jsonOf([archive], asGlacierWrites));
      // A description that is missing is for JSON.parse.
      const isLeft = archive.description === null || String(archive.size).length > 15;
      expect(taken(bytes)).toEqual(isLeft ? null : { archive: expected(archive), end: bytes.length });
    }),
  );
});

test('takes nothing that JSON.parse would not read alike', () => {
  fc.assert(
    fc.property(
      listed('JSON'),
      fc.nat(),
      fc.nat(3),
      fc.constantFrom(...pieces, ''),
      (archive, place, removed, piece) => {
        const whole = recordIn(jsonOf([archive], asGlacierWrites));
        const at = place % whole.length;
        const spoilt = Buffer.concat([whole.subarray(0, at), Buffer.from(piece), whole.subarray(at + removed)]);
        const found = taken(spoilt);
        if (!found) return;
        const record = JSON.parse(spoilt.toString('utf8', 0, found.end));
        expect(faultOf(record)).toBeNull();
        expect(found.archive).toEqual({
          archiveId: record.ArchiveId,
          archiveDescription: record.ArchiveDescription,
          creationDate: new Date(record.CreationDate),
          sizeInBytes: record.Size,
          sha256TreeHash: record.SHA256TreeHash,
        });
      },
    ),
    { numRuns: 2_000 },
  );
});
