// The programs of examples/, run as their readers would. test/clients/board.slow.test.ts has examples/react-apollo.
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../../scripts/bundles.ts';
import { textOf } from '../docs/blocks.ts';
import { routesOf, secret } from '../notifications/routes.ts';
import { startReceiver } from '../notifications/startReceiver.ts';
import { describeWith } from '../support/describeWith.ts';
import { freePort } from '../support/freePort.ts';
import { installedProject, runIn } from '../support/installedProject.ts';
import { startChild } from '../support/startChild.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const examples = join(root, 'examples');

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway?.[Symbol.asyncDispose]());

/** A program of an example, what it has printed so far, and its exit code. */
function start(command: string, args: readonly string[], env: Record<string, string>) {
  const child = startChild(command, args, { cwd: root, env: { PATH: process.env['PATH'], ...env } });
  const printed = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.setEncoding('utf8').on('data', (text: string) => {
      printed[stream] += text;
    });
  }
  const code = once(child, 'close').then(([code]) => code as number | null);
  const stop = async () => {
    child.kill();
    await code;
  };
  return { printed, code, [Symbol.asyncDispose]: stop };
}

const startProgram = (example: string, args: readonly string[], env: Record<string, string>) =>
  start(process.execPath, ['--import', 'tsx', join(examples, example, 'main.ts'), ...args], env);

test('each example is on the page of the examples, and has a page of its own', () => {
  const folders = readdirSync(examples, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const linked = [...textOf('examples/README.md').matchAll(/^\| \[([\w-]+)\]\(\1\/README\.md\)/gm)];
  expect(linked.map(([, name]) => name).sort()).toEqual(folders.map(({ name }) => name).sort());
});

test('download-inventory starts a retrieval, follows it, and saves a complete inventory', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'inventory.json');
  const vault = ['111122223333', 'us-east-1', 'backups-2019', file];
  await using program = startProgram('download-inventory', vault, { GATEWAY_URL: gateway.url });
  await expect
    .poll(() => program.printed)
    .toEqual({ stdout: expect.stringMatching(/^RUNNING until 2026-/), stderr: '' });
  gateway.clock.advance(6 * 3_600_000);
  expect(await program.code).toBe(0);
  const { ArchiveList } = JSON.parse(await readFile(file, 'utf8'));
  expect(program.printed.stdout).toContain(`${file}: ${ArchiveList.length} archives, complete`);
  expect(ArchiveList.length).toBeGreaterThan(1);
});

test('download-inventory says what is wrong', async () => {
  const vault = ['111122223333', 'us-east-1', 'no-such-vault'];
  await using program = startProgram('download-inventory', vault, { GATEWAY_URL: gateway.url });
  expect(await program.code).toBe(1);
  expect(program.printed.stderr).toContain('no-such-vault');
});

test('webhook-receiver takes what the gateway signed, and nothing else', async () => {
  const address = new URL(`http://127.0.0.1:${await freePort()}`);
  await using program = startProgram('webhook-receiver', [], { WEBHOOK_SECRET: secret, PORT: address.port });
  await expect.poll(() => program.printed.stdout).toBe('ready\n');
  const now = String(Math.floor(Date.now() / 1000));
  const signature = `v1,${Buffer.alloc(32).toString('base64')}`;
  const headers = { 'webhook-id': 'forged', 'webhook-timestamp': now, 'webhook-signature': signature };
  expect((await fetch(address, { method: 'POST', headers, body: '{}' })).status).toBe(401);

  await using notifying = await startGateway({
    NOTIFY_ALLOW_PRIVATE_ADDRESSES: true,
    routes: routesOf({ name: 'example', address: address.href, events: ['AWAITING_CONFIRMATION'] }),
  });
  const { jobs } = await notifying.data(
    '{ jobs(first: 100, filter: { phases: [AWAITING_CONFIRMATION] }) { nodes { jobId accountId region } } }',
  );
  const nodes = jobs.nodes as { jobId: string; accountId: string; region: string }[];
  const expected = nodes.map((job) => `job.awaiting_confirmation ${job.accountId} ${job.region} ${job.jobId} `);
  expect(expected.length).toBeGreaterThan(0);
  const announced = () => program.printed.stdout.split('\n').slice(1, -1).sort();
  await expect.poll(announced, { timeout: 50_000 }).toEqual(expected.sort());
});

test('test-your-code passes', async () => {
  const names = ['retrieveArchive.ts', 'retrieveArchive.test.ts'];
  const texts = names.map(async (name) => [name, await readFile(join(examples, 'test-your-code', name), 'utf8')]);
  await using project = await installedProject(Object.fromEntries(await Promise.all(texts)));
  const { stdout } = await runIn(project, process.execPath, 'node_modules/vitest/vitest.mjs', 'run');
  expect(stdout).toMatch(/Tests +3 passed/);
}, 180_000);

describeWith(['curl', 'jq'], 'failed-jobs', () => {
  const report = (since: string, url = gateway.url) =>
    start('bash', [join(examples, 'failed-jobs/failed-jobs.sh'), since], { GATEWAY_URL: url });

  test('prints what failed since a time, and exits with 1', async () => {
    await using program = report('2026-01-01T00:00:00Z');
    expect(await program.code).toBe(1);
    const { jobs } = await gateway.data(`{
      jobs(first: 500, filter: { outcomes: [FAILED, COMPLETED_WITH_FAILURES], completedAfter: "2026-01-01T00:00:00Z" }) {
        nodes { jobId }
      }
    }`);
    const jobIds = (jobs.nodes as { jobId: string }[]).map(({ jobId }) => jobId);
    const lines = program.printed.stdout.split('\n');
    expect(lines.filter((line) => line.startsWith('20')).map((line) => line.split(' ')[4])).toEqual(jobIds);
    expect(lines).toContain('    The job completed, and some of its tasks failed.');
    expect(program.printed.stderr).toBe('');
  });

  test('exits with 0 if no job failed, and with 2 without an answer', async () => {
    await using none = report('2030-01-01T00:00:00Z');
    expect(await none.code).toBe(0);
    expect(none.printed.stdout).toBe('');
    await using broken = report('yesterday');
    expect(await broken.code).toBe(2);
    expect(broken.printed.stderr).toContain('DateTime');
  });

  test('sends the key, and exits with 2 if the jobs could not be read', async () => {
    let authorization: string | undefined;
    await using empty = await startReceiver();
    empty.answer = (response, { headers }) => {
      authorization = headers.authorization;
      response.end('{"errors":[{"message":"The deadline has passed."}],"data":{"jobs":null}}');
    };
    const script = join(examples, 'failed-jobs/failed-jobs.sh');
    await using program = start('bash', [script], { GATEWAY_URL: empty.url, API_KEY: 'a key' });
    expect(await program.code).toBe(2);
    expect(program.printed).toEqual({ stdout: '', stderr: 'The deadline has passed.\n' });
    expect(authorization).toBe('Bearer a key');
  });
});
