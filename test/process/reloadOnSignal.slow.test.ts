// SIGHUP and the built program: keys, policy and accounts are those of the files as they are now.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { subscribe } from '../support/subscribe.ts';
import { bearer, keysFile, policyFile } from './accessFiles.ts';
import { keysOf, openStage, type Stage } from './openStage.ts';
import { adminUrlOf, urlOf } from './program.ts';

const subscription = 'subscription { jobFeed { __typename } }';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.[Symbol.asyncDispose]());

test('SIGHUP makes the program read its files again', async () => {
  const { home, simulator, start } = stage;
  const fileOf = (name: string) => join(home.path, name);
  await Promise.all([
    writeFile(fileOf('keys.json'), keysFile('ann')),
    writeFile(fileOf('policy.json'), policyFile('ann')),
    writeFile(fileOf('accounts.json'), JSON.stringify([{ accountId: '111122223333', regions: ['us-east-1'] }])),
  ]);
  await using program = start({
    AWS_ENDPOINT_URL: simulator.url,
    ...keysOf('111122223333'),
    API_KEYS_FILE: fileOf('keys.json'),
    POLICY_FILE: fileOf('policy.json'),
    ACCOUNTS_FILE: fileOf('accounts.json'),
    RELOAD_INTERVAL_SECONDS: '0',
    ADMIN_PORT: '0',
  });
  const url = await urlOf(program);
  await using stream = await subscribe(url, subscription, {}, bearer('ann'));
  await stream.next();
  const role = 'arn:aws:iam::444455556666:role/cold';
  await Promise.all([
    writeFile(fileOf('keys.json'), keysFile('bob')),
    writeFile(fileOf('policy.json'), policyFile('bob')),
    writeFile(
      fileOf('accounts.json'),
      JSON.stringify([{ accountId: '444455556666', regions: ['us-west-2'], roleArn: role }]),
    ),
  ]);
  program.kill('SIGHUP');
  await program.says(/"files":3,"changed":\["accounts","access"\].*configuration reloaded/, 'stderr');
  await stream.ended;
  const ask = (name: string) =>
    fetch(`${url}?query={vaults(first:1){nodes{accountId,region}}}`, { headers: bearer(name) });
  expect((await ask('ann')).status).toBe(401);
  const { data } = await (await ask('bob')).json();
  expect(data.vaults.nodes).toEqual([{ accountId: '444455556666', region: 'us-west-2' }]);
  expect(simulator.calls.count('sts.AssumeRole')).toBe(1);
  const metrics = await (await fetch(await adminUrlOf(program))).text();
  expect(metrics).toContain('glacier_graphql_config_reloads_total{outcome="applied"} 1');
});
