// Records that could not be read, for a caller who may read a part of the vaults: nothing shows how many others there are.
import { expect, test } from 'vitest';
import { actions } from '../../src/access/access.ts';
import type { Data } from '../support/startGateway.ts';
import { startRewriting } from '../support/startRewriting.ts';
import { createTestAuthenticator, keyOf } from './createTestAuthenticator.ts';

const at = '111122223333/us-east-1';
const good = ['a-foreign', 'b-foreign', 'own-1', 'own-2', 'z-foreign'].map((VaultName) => ({ VaultName }));
const bad = (VaultName: string) => ({ VaultName, SizeInBytes: [], LastInventoryDate: 5 });

test('bad records of other vaults are not shown, and those of own vaults have no position among the others', async () => {
  await using aws = await startRewriting({
    authenticator: createTestAuthenticator({
      keys: { root: { '*/*': actions, '*/*/*': actions }, ann: { [`${at}/own-*`]: ['read'] } },
    }),
  });
  const list = `{ vaults(first: 30, filter: { accountIds: ["111122223333"], regions: ["us-east-1"] }) {
    nodes { name } skippedRecords { count first { position name message } } sources { status message skippedRecords { count } } } }`;
  const answers: Data[] = [];
  // The more foreign records there are, bad or good, the same is shown.
  for (const others of [[], [bad('a-bad'), {}, 'x', bad('../own-4'), ...good.slice(0, 2)]]) {
    const VaultList = [...others, bad('own-0'), good[2], good[3], bad('own-3'), bad('z-bad')];
    aws.rewrite(({ path }) =>
      path.endsWith('/vaults') ? { status: 200, body: JSON.stringify({ VaultList, Marker: null }) } : null,
    );
    answers.push((await aws.gateway.as(keyOf('ann')).data(list)).vaults);
  }
  const [first, second] = answers;
  expect(first.nodes).toEqual([{ name: 'own-1' }, { name: 'own-2' }]);
  expect(first.skippedRecords).toEqual({
    count: 2,
    first: [
      { position: 0, name: 'own-0', message: expect.stringMatching(/^VaultList of ListVaults \(own-0\) was skipped/) },
      { position: 1, name: 'own-3', message: expect.stringMatching(/^VaultList of ListVaults \(own-3\) was skipped/) },
    ],
  });
  expect(second).toEqual(first);
  const all = (await aws.gateway.as(keyOf('root')).data(list)).vaults.skippedRecords;
  expect(all.count).toBe(7);
});
