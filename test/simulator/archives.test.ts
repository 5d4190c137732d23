import { DeleteArchiveCommand, UploadArchiveCommand, type UploadArchiveCommandInput } from '@aws-sdk/client-glacier';
import { describe, expect, test } from 'vitest';
import { failure, MiB, start } from './support.ts';

const hash = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';
const zeros = '0'.repeat(64);

async function withVaults() {
  const harness = await start();
  for (const name of ['v', 'w']) harness.simulator.world.addVault(harness.location, name);
  const upload = (input: Partial<UploadArchiveCommandInput>) =>
    harness.client.send(
      new UploadArchiveCommand({ accountId: '-', vaultName: 'v', body: Buffer.from('hello'), ...input }),
    );
  const remove = (vaultName: string, archiveId: string) =>
    harness.client.send(new DeleteArchiveCommand({ accountId: '-', vaultName, archiveId }));
  return { ...harness, upload, remove };
}

describe('UploadArchive', () => {
  test('stores the bytes and answers with their tree hash', async () => {
    const { upload, location: simulated } = await withVaults();
    const { archiveId = '', checksum, location, $metadata } = await upload({ archiveDescription: 'a "name"' });
    expect($metadata.httpStatusCode).toBe(201);
    expect(archiveId).toMatch(/^[\w-]{138}$/);
    expect(location).toBe(`/111122223333/vaults/v/archives/${archiveId}`);
    expect(checksum).toBe(hash);
    expect(simulated.vaults.get('v')?.archives.get(archiveId)?.description).toBe('a "name"');
  });

  test('takes megabytes', async () => {
    const { upload } = await withVaults();
    const { checksum } = await upload({ body: Buffer.alloc(3 * MiB) });
    expect(checksum).toBe('ca6cc129a4514ec765de86a4e7a49adf44842c9cac213c383ebe4071271bdf21');
  });

  test('keeps 1 GiB of all uploads together', async () => {
    const { upload, simulator } = await withVaults();
    const { heldBytes } = simulator.world;
    heldBytes.uploaded = 1024 * MiB - 10;
    expect(await failure(upload({ body: Buffer.alloc(11) }))).toContain('NotSimulated 501');
    expect(heldBytes).toEqual({ reading: 0, uploaded: 1024 * MiB - 10, limit: 1024 * MiB });
    await upload({ body: Buffer.alloc(10) });
    expect(heldBytes).toEqual({ reading: 0, uploaded: 1024 * MiB, limit: 1024 * MiB });
    // What is no upload is bounded too.
    expect(await failure(upload({ body: Buffer.alloc(1) }))).toContain('1073741824 in all');
  });

  test('refuses bytes that do not match their hash, and stores nothing', async () => {
    const { upload, location } = await withVaults();
    expect(await failure(upload({ checksum: zeros }))).toBe(
      `InvalidParameterValueException 400: Checksum mismatch: expected ${zeros}, computed ${hash}`,
    );
    expect(location.vaults.get('v')?.archives.size).toBe(0);
  });

  test('refuses no bytes and descriptions that are not ASCII', async () => {
    const { upload, simulator } = await withVaults();
    expect(await failure(upload({ archiveDescription: 'x'.repeat(1025) }))).toContain('InvalidParameterValueException');
    const headers = { 'x-amz-glacier-version': '2012-06-01' };
    const post = (body: string) => fetch(`${simulator.url}/-/vaults/v/archives`, { method: 'POST', headers, body });
    expect(await (await post('')).json()).toMatchObject({ code: 'InvalidParameterValueException' });
    expect(await (await post('x')).json()).toMatchObject({ code: 'MissingParameterValueException' });
  });
});

describe('DeleteArchive', () => {
  test('succeeds again on what it deleted', async () => {
    const { upload, remove } = await withVaults();
    const { archiveId = '' } = await upload({});
    for (const _ of [1, 2]) expect((await remove('v', archiveId)).$metadata.httpStatusCode).toBe(204);
  });

  test('does not find an archive that never was, and names the vault when it is in another', async () => {
    const { upload, remove } = await withVaults();
    const { archiveId = '' } = await upload({});
    expect(await failure(remove('v', 'x'))).toBe('ResourceNotFoundException 404: The archive ID was not found: x');
    expect(await failure(remove('w', archiveId))).toBe(
      'InvalidParameterValueException 400: Invalid vault name: arn:aws:glacier:us-east-1:111122223333:vaults/w',
    );
  });
});
