import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CompactRecord } from '../../src/outputs/compactRecord.ts';
import { faultOf, InventoryArchive } from '../../src/outputs/inventoryArchive.ts';
import { expected, jsonOf, listed, plain } from './inventories.ts';

const asGlacierWrites = { indent: 0, turn: 0, escaped: false };
const pieces = ['"', '\\', '\\u00e9', '\\"', ',', '}', '{', ' ', '0', '-', 'null', '\n', 'é', '\xff', 'T24', '.5'];

const recordIn = (file: Buffer): Buffer => file.subarray(file.indexOf('[') + 1, file.lastIndexOf(']'));

/** The record that it matches at the start of the bytes, and where that ends. */
function matchAt(bytes: Buffer) {
  const record = CompactRecord.read(bytes, 0);
  return record && { archive: plain(new InventoryArchive(record)), end: record.end };
}

test('a compact record matches what Glacier writes, with any description', () => {
  fc.assert(
    fc.property(listed('JSON'), (archive) => {
      const bytes = recordIn(jsonOf([archive], asGlacierWrites));
      // JSON.parse handles a missing description.
      const isSkipped = archive.description === null || String(archive.size).length > 15;
      expect(matchAt(bytes)).toEqual(isSkipped ? null : { archive: expected(archive), end: bytes.length });
    }),
  );
});

test('a compact record matches nothing that JSON.parse would read differently', () => {
  fc.assert(
    fc.property(
      listed('JSON'),
      fc.nat(),
      fc.nat(3),
      fc.constantFrom(...pieces, ''),
      (archive, offset, removed, piece) => {
        const whole = recordIn(jsonOf([archive], asGlacierWrites));
        const at = offset % whole.length;
        const changed = Buffer.concat([whole.subarray(0, at), Buffer.from(piece), whole.subarray(at + removed)]);
        const found = matchAt(changed);
        if (!found) return;
        const record = JSON.parse(changed.toString('utf8', 0, found.end));
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
