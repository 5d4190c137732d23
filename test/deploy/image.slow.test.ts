// The image, built by the steps of its Dockerfile without Docker, and run as its user from files that it cannot write.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../../scripts/bundles.ts';
import { freePort } from '../support/freePort.ts';
import { runChild, startChild } from '../support/startChild.ts';
import { buildImage, type Image, isRoot } from './buildImage.ts';
import { pairsOf, textOf } from './parseDockerfile.ts';

let image: Image;
beforeAll(async () => {
  image = await buildImage(root, join(root, 'deploy/docker/Dockerfile'));
  await runChild('chmod', ['-R', 'a-w', image.workdir]);
}, 600_000);
afterAll(() => image?.[Symbol.asyncDispose]());

/** Runs an instruction of the image in the exec form, as `docker run` does. */
function start(command: string, env: Record<string, string>, args: string[] = []) {
  const [program = '', ...words]: string[] = JSON.parse(command);
  const [uid = 0, gid = 0] = textOf(image.stage, 'USER').split(':').map(Number);
  expect(program).toBe('node');
  return startChild(process.execPath, [...words, ...args], {
    cwd: image.workdir,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(isRoot ? { uid, gid } : {}),
    // No folder but that of the volume is there to be written.
    env: { HOME: '/nonexistent', ...pairsOf(textOf(image.stage, 'ENV')), ...env, TMPDIR: '/nonexistent' },
  });
}

const healthcheck = () => textOf(image.stage, 'HEALTHCHECK').split(' CMD ')[1] ?? '';
const entrypoint = () => textOf(image.stage, 'ENTRYPOINT');

const isHealthy = async (env: Record<string, string>): Promise<boolean> => {
  const [code] = await once(start(healthcheck(), env), 'exit');
  return code === 0;
};

const contents = async () => {
  const names = (await readdir(image.workdir)).sort();
  return Promise.all(names.map(async (name) => [name, (await stat(join(image.workdir, name))).mtimeMs]));
};

test('has the licenses and no source, test or package', async () => {
  const names = (await readdir(image.root, { recursive: true })).filter((name) => !/^(app|var)$/.test(name));
  expect(names).toContain('app/THIRD-PARTY-NOTICES.txt');
  expect(names).toContain('app/LICENSE');
  // The simulator of deploy/compose runs from the same image.
  expect(names).toContain('app/simulator.js');
  expect(names.filter((name) => /node_modules|\.test\.|(?<!\.d)\.ts$/.test(name))).toEqual([]);
});

test('without authentication, refuses to listen on all addresses', async () => {
  const gateway = start(entrypoint(), { PORT: '0' });
  let errors = '';
  gateway.stderr?.on('data', (text) => {
    errors += text;
  });
  const [code] = await once(gateway, 'close');
  expect(code).toBe(2);
  expect(errors).toContain('HOST');
});

test('answers the health check and queries with a key, keeps its state in the volume, and ends with 0 on the stop signal', async () => {
  const state = join(image.root, 'var/lib/glacier-graphql');
  const [keys, policy] = ['keys.json', 'policy.json'].map((name) => join(image.root, name)) as [string, string];
  await writeFile(keys, JSON.stringify({ ops: [{ sha256: createHash('sha256').update('gg_secret').digest('hex') }] }));
  await writeFile(
    policy,
    JSON.stringify([
      { callers: { keys: ['ops'] }, rules: [{ resources: ['*/*', '*/*/*'], actions: ['read', 'start'] }] },
    ]),
  );
  const before = await contents();
  const env = { PORT: String(await freePort()) };
  expect(await isHealthy(env)).toBe(false);

  const gateway = start(entrypoint(), { ...env, API_KEYS_FILE: keys, POLICY_FILE: policy, STATE_DIR: state });
  const ended = once(gateway, 'exit');
  try {
    await expect.poll(() => isHealthy(env), { interval: 300 }).toBe(true);
    const ask = (key: string) =>
      fetch(`http://127.0.0.1:${env.PORT}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: JSON.stringify({ query: '{ vaults(first: 1) { nodes { name } } }' }),
      });
    expect((await ask('wrong')).status).toBe(401);
    expect(await (await ask('gg_secret')).json()).toMatchObject({ data: { vaults: { nodes: [{}] } } });
  } finally {
    gateway.kill(textOf(image.stage, 'STOPSIGNAL') as NodeJS.Signals);
  }
  expect(await ended).toEqual([0, null]);
  expect(await readdir(state)).not.toEqual([]);
  // Also the code cache is the one of the build: a start that finds none writes one.
  expect(await contents()).toEqual(before);
  expect((await contents()).map(([name]) => name)).toContainEqual(expect.stringMatching(/^gateway\.cjs\..+\.cache$/));
});
