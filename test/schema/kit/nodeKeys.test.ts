// The keys of IDs are kept. What was kept never changes which key an ID has.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { batchJobKey, glacierJobKey } from '../../../src/core/location.ts';
import {
  batchJobId,
  decodeId,
  glacierJobId,
  inventoryId,
  locationId,
  vaultId,
} from '../../../src/schema/kit/globalId.ts';
import { nodeKeyOf } from '../../../src/schema/kit/nodeKeys.ts';

const location = { accountId: '111122223333', region: 'us-east-1' };
const vault = { ...location, vaultName: 'photos' };
const job = { ...vault, jobId: 'a-job' };

const path = ['ids', '3'];

describe('the key of an ID', () => {
  test('is the same object when the ID comes again, and cannot be changed', () => {
    for (const id of [vaultId(vault), glacierJobId(job), batchJobId(job), inventoryId(job), locationId(location)]) {
      const key = nodeKeyOf(id, path);
      expect(key).toEqual(decodeId(id, path));
      expect(nodeKeyOf(`${id.slice(0, 9)}${id.slice(9)}`, path)).toBe(key);
      expect(Object.isFrozen(key)).toBe(true);
    }
  });

  test('is that of this ID, also if another ID has the same end', () => {
    const id = glacierJobId(job);
    const wrong = Buffer.from(Buffer.from(id, 'base64url').toString().replace('photos', 'photon')).toString(
      'base64url',
    );
    expect(wrong.slice(-16)).toBe(id.slice(-16));
    for (let round = 0; round < 2; round += 1) {
      expect(nodeKeyOf(id, path)).toEqual({ type: 'GlacierJob', ...job });
      // The checksum is that of the other.
      expect(nodeKeyOf(wrong, path)).toBeNull();
    }
  });

  test('is null for a name that AWS cannot have given, each time', () => {
    const ids = [
      vaultId({ ...vault, vaultName: '..' }),
      glacierJobId({ ...job, jobId: 'a/b' }),
      batchJobId({ ...job, jobId: 'é' }),
    ];
    for (const id of [...ids, ...ids]) expect(nodeKeyOf(id, path)).toBeNull();
  });

  test('names the argument of this time if the text is no ID', () => {
    expect(() => nodeKeyOf('photos', ['id'])).toThrow('id: this is not a global ID.');
    expect(() => nodeKeyOf('photos', path)).toThrow('ids.3: this is not a global ID.');
  });

  test('has the text that any equal key has', () => {
    const names = fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/);
    fc.assert(
      fc.property(names, names, (vaultName, jobId) => {
        const key = { ...location, vaultName, jobId };
        const [glacier, batch] = [nodeKeyOf(glacierJobId(key), path), nodeKeyOf(batchJobId(key), path)];
        expect(glacierJobKey(glacier as never)).toBe(glacierJobKey(key));
        expect(batchJobKey(batch as never)).toBe(batchJobKey(key));
        // A Glacier job has all that the key of a Batch job has.
        expect(batchJobKey(glacier as never)).toBe(batchJobKey(key));
      }),
    );
  });
});
