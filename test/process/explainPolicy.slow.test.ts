// `glacier-graphql policy explain`, run as the built program; and what the gateway refuses in a policy at its start.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Folder, temporaryFolder } from '../support/temporaryFolder.ts';
import { build, run } from './program.ts';

let program: Folder;
let home: Folder;
const entries = [
  {
    callers: { keys: ['dashboard'] },
    rules: [
      { resources: ['*/*', '*/*/*'], actions: ['read'] },
      { resources: ['111122223333/us-east-1/media-*'], actions: ['read', 'start'] },
      { resources: ['*/*/backups-*'], deny: ['read'] },
    ],
  },
];
const keys = { dashboard: [{ sha256: '5'.repeat(64) }] };

beforeAll(async () => {
  [program, home] = await Promise.all([build(), temporaryFolder()]);
  await writeFile(join(home.path, 'policy.json'), JSON.stringify(entries));
  const others = [
    { callers: { claims: { groups: 'archivists' } }, rules: [{ resources: ['*/*/*'], actions: ['read', 'start'] }] },
  ];
  await writeFile(join(home.path, 'claims.json'), JSON.stringify(others));
  await writeFile(join(home.path, 'keys.json'), JSON.stringify(keys));
});
afterAll(async () => {
  await Promise.all([program, home].map((folder) => folder?.[Symbol.asyncDispose]()));
});

async function explain(...args: string[]) {
  const child = run(program, home, { args: ['policy', 'explain', ...args] });
  const { code } = await child.ended;
  return { code, stdout: child.stdout(), stderr: child.stderr() };
}

const asked = (resource: string, action: string) => [
  ...['--policy-file', join(home.path, 'policy.json'), '--caller', 'dashboard'],
  ...['--resource', resource, '--action', action],
];

describe('policy explain', () => {
  test('names the rule that allows, and those that it replaces', async () => {
    expect(await explain(...asked('111122223333/us-east-1/media-masters', 'start'))).toEqual({
      code: 0,
      stdout: `Allowed: start on 111122223333/us-east-1/media-masters for dashboard.
The most specific rule allows start.
Decided by:
  [0].rules.1.resources.0: allows read, start on 111122223333/us-east-1/media-*
Matches, without effect:
  [0].rules.0.resources.1: allows read on */*/*
`,
      stderr: '',
    });
  });

  test('names the rule that denies', async () => {
    expect(await explain(...asked('111122223333/us-east-1/backups-2019', 'start'))).toEqual({
      code: 1,
      stdout: `Not allowed: start on 111122223333/us-east-1/backups-2019 for dashboard.
A rule denies read, and so every action.
Decided by:
  [0].rules.2.resources.0: denies read on */*/backups-*
Matches, without effect:
  [0].rules.0.resources.1: allows read on */*/*
`,
      stderr: '',
    });
  });

  test('prints JSON, and knows callers by the claims of their token', async () => {
    const args = ['--policy-file', join(home.path, 'claims.json'), '--claims', '{"groups":["archivists"]}', '--json'];
    const { code, stdout } = await explain(...args, '--resource', '111122223333/us-east-1', '--action', 'read');
    expect([code, JSON.parse(stdout)]).toEqual([
      1,
      {
        caller: 'the token',
        action: 'read',
        resource: '111122223333/us-east-1',
        isAllowed: false,
        reason:
          'No rule of the caller allows anything there. Rules for what is outside of vaults have the form account/region.',
        decidedBy: [],
        withoutEffect: [],
      },
    ]);
  });

  test('reports every fault of its arguments with exit code 2', async () => {
    expect(await explain('--caller', 'a', '--claims', '[]', '--resource', '*/*/x', '--action', 'raed')).toEqual({
      code: 2,
      stdout: '',
      stderr: [
        'Give either --caller or --claims.',
        '--claims is "[]". Allowed: a JSON object.',
        '--action is "raed". Allowed: read, start, manage, delete, write. Did you mean read?',
        '--resource is "*/*/x". Allowed: account/region/vault, account/s3/bucket or account/region, without wildcards.',
        'Missing: --policy-file or POLICY_FILE.',
      ]
        .map((fault) => `glacier-graphql: ${fault}\n`)
        .join(''),
    });
    const unknown = await explain(...asked('111122223333/us-east-1', 'read'), '--bogus');
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('--bogus')]);
  });

  test('knows the names of the API keys, if it has their file', async () => {
    const args = asked('111122223333/us-east-1', 'read').map((arg) => (arg === 'dashboard' ? 'dashbord' : arg));
    const { code, stderr } = await explain(...args, '--api-keys-file', join(home.path, 'keys.json'));
    expect([code, stderr]).toEqual([2, expect.stringContaining('--caller is "dashbord"')]);
    const without = await explain(...args);
    expect([without.code, without.stdout]).toEqual([
      1,
      expect.stringContaining('No entry of the policy applies to the caller.'),
    ]);
  });
});

test('a gateway with a policy that can never apply does not start, and names each position', async () => {
  const wrong = [
    {
      callers: { keys: ['dashboard'] },
      rules: [{ resources: ['*/*', '999999999999/*', '*/xx-east-1/*'], actions: ['read'] }],
    },
  ];
  const start = async (policy: unknown) => {
    await writeFile(join(home.path, 'wrong.json'), JSON.stringify(policy));
    const files = ['--api-keys-file', join(home.path, 'keys.json'), '--policy-file', join(home.path, 'wrong.json')];
    const child = run(program, home, { args: ['--port=0', ...files] });
    return { ...(await child.ended), stderr: child.stderr() };
  };
  const unserved = await start(wrong);
  expect(unserved).toMatchObject({ code: 2 });
  expect(unserved.stderr).toContain('[0].rules.0.resources.1 is "999999999999/*", which matches nothing');
  expect(unserved.stderr).toContain('[0].rules.0.resources.2 is "*/xx-east-1/*", which matches nothing');
  expect(unserved.stderr).not.toContain('resources.0 is');
  const unknown = await start([{ callers: { keys: ['dashbord'] }, rules: [{ resources: ['*/*'], actions: [] }] }]);
  expect(unknown).toMatchObject({ code: 2 });
  expect(unknown.stderr).toContain('[0].callers.keys.0 is "dashbord"');
  expect(unknown.stderr).toContain('Did you mean dashboard?');
});
