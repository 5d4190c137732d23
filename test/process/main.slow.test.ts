// The program without any configuration: its output, its exit codes, its shutdown.

import { once } from 'node:events';
import { cp, readdir, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flagOf, options } from '../../src/config/options.ts';
import { createClock } from '../../src/core/clock.ts';
import { version } from '../../src/core/version.ts';
import { builtInPriceList } from '../../src/pricing/priceList.ts';
import { startSimulator } from '../../src/simulator/startSimulator.ts';
import { vaultRefText } from '../support/references.ts';
import { type Folder, temporaryFolder } from '../support/temporaryFolder.ts';
import { postQuery } from './postQuery.ts';
import { build, type Program, run, urlOf } from './program.ts';

let program: Folder;
let home: Folder;
beforeAll(async () => {
  [program, home] = await Promise.all([build(), temporaryFolder()]);
});
afterAll(async () => {
  await Promise.all([program, home].map((folder) => folder?.[Symbol.asyncDispose]()));
});

describe('the program without options', () => {
  let gateway: Program;
  let url: string;
  beforeAll(async () => {
    gateway = run(program, home, { env: { PORT: '0' } });
    url = await urlOf(gateway);
  });
  afterAll(() => gateway?.[Symbol.asyncDispose]());

  test('serves simulated data, and prints where, how fast, and how to use AWS', async () => {
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*\/graphql$/);
    expect(await postQuery(url, '{ gateway { backend } vaults(first: 1) { nodes { name } } }')).toMatchObject({
      data: { gateway: { backend: 'LOCAL' }, vaults: { nodes: [{ name: expect.any(String) }] } },
    });
    const banner = gateway.stdout();
    expect(banner).toContain('GraphiQL');
    expect(banner).toContain(`Jobs board: ${new URL('/', url).href}`);
    expect(banner).toContain('simulated');
    expect(banner).toContain('60 times as fast');
    expect(banner).toContain('--backend aws');
    expect(banner).toContain('AWS_PROFILE');
    expect(banner).toContain('--help');
    expect(gateway.stderr()).toBe('');
  });

  test('serves GraphiQL', async () => {
    const page = await fetch(url, { headers: { accept: 'text/html' } });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('ExploreVaults');
  });

  test('exits with 0 on SIGINT', async () => {
    gateway.kill('SIGINT');
    expect(await gateway.ended).toEqual({ code: 0, signal: null });
  });
});

describe('the program with options', () => {
  let gateway: Program;
  let url: string;
  const { regions, ...list } = builtInPriceList;
  beforeAll(async () => {
    const prices = join(home.path, 'prices.json');
    const ireland = { ...list, date: '2030-01-01', regions: { 'eu-west-1': regions['us-east-1'] } };
    await writeFile(prices, JSON.stringify(ireland));
    gateway = run(program, home, {
      args: ['--port', '0', '--simulator-speed', '3600', `--price-list-file=${prices}`],
      env: {
        REDIS_URL: 'redis://:hidden@127.0.0.1:1',
        START_SECRET: 's'.repeat(32),
        POLL_MIN_SECOND: '7',
      },
    });
    url = await urlOf(gateway);
  });
  afterAll(() => gateway?.[Symbol.asyncDispose]());

  test('runs the simulator at the configured speed', () => gateway.says(/3600 times as fast/));

  test('warns of an environment variable that resembles an option', () =>
    gateway.says(/POLL_MIN_SECOND is not an option. Did you mean POLL_MIN_SECONDS\?/, 'stderr'));

  test('serves without the Redis that it is configured for, and does not print its password', async () => {
    expect(await postQuery(url, '{ gateway { backend } }')).toMatchObject({ data: { gateway: { backend: 'LOCAL' } } });
    await gateway.says(/Redis is unreachable/, 'stderr');
    expect(gateway.stdout() + gateway.stderr()).not.toContain('hidden');
  });

  test('estimates from the configured price list', async () => {
    const estimate = 'estimateArchiveRetrieval(sizeInBytes: 1073741824, tier: STANDARD, region: "eu-west-1")';
    expect(await postQuery(url, `{ ${estimate} { cost { amount } priceList } }`)).toMatchObject({
      data: {
        estimateArchiveRetrieval: {
          cost: { amount: '0.01005' },
          priceList: expect.stringMatching(/^2030-01-01, eu-west-1/),
        },
      },
    });
  });

  test('reports every fault of a price list and exits with 2', async () => {
    const file = join(home.path, 'bad prices.json');
    await writeFile(file, JSON.stringify({ ...list, date: 'today', colour: 'red', regions }));
    await using refused = run(program, home, { env: { PRICE_LIST_FILE: file } });
    expect(await refused.ended).toEqual({ code: 2, signal: null });
    expect(refused.stderr().trim().split('\n')).toEqual([
      `glacier-graphql: PRICE_LIST_FILE ${file}: date is invalid or missing. Allowed: a date such as 2026-10-03.`,
      `glacier-graphql: PRICE_LIST_FILE ${file}: colour is not a known property.`,
    ]);
  });

  test('reports every fault of its options, without passwords, and exits with 2', async () => {
    await using refused = run(program, home, {
      args: ['--backend', 'gcp', '--nonsense'],
      env: { PORT: '70000', SIMULATOR_SPEED: 'fast', REDIS_URL: 'http://:hidden@127.0.0.1:1' },
    });
    expect(await refused.ended).toEqual({ code: 2, signal: null });
    expect(refused.stdout()).toBe('');
    expect(refused.stderr()).not.toContain('hidden');
    expect(refused.stderr().trim().split('\n')).toEqual([
      expect.stringContaining('--nonsense is not an option'),
      expect.stringContaining('PORT is "70000". Allowed: 0 to 65535.'),
      expect.stringContaining('--backend is "gcp". Allowed: local or aws.'),
      expect.stringContaining('SIMULATOR_SPEED is "fast"'),
      expect.stringContaining('REDIS_URL is not valid'),
    ]);
  });
});

describe('the built program', () => {
  test('a run without a code cache writes one, and the next run uses it', async () => {
    await using copy = await temporaryFolder('copy');
    const isCache = (path: string) => path.endsWith('.cache');
    await cp(program.path, copy.path, { recursive: true, filter: (path) => !isCache(path) });
    const caches = async () => (await readdir(copy.path)).filter(isCache);
    expect(await caches()).toEqual([]);
    await using gateway = run(copy, home, { env: { PORT: '0' } });
    await postQuery(await urlOf(gateway), '{ gateway { backend } }');
    gateway.kill('SIGTERM');
    expect(await gateway.ended).toEqual({ code: 0, signal: null });
    const [cache = ''] = await caches();
    const written = await stat(join(copy.path, cache));
    await run(copy, home, { args: ['--help'] }).ended;
    expect(await stat(join(copy.path, cache))).toMatchObject({ mtimeMs: written.mtimeMs });
  });

  test('--help lists every option and does nothing else', async () => {
    await using gateway = run(program, home, { args: ['--help', '--port=none'] });
    expect(await gateway.ended).toEqual({ code: 0, signal: null });
    for (const name of Object.keys(options)) expect(gateway.stdout()).toContain(`--${flagOf(name)}, ${name}\n`);
    expect(gateway.stderr()).toBe('');
  });

  test('-v prints the version of the package', async () => {
    await using gateway = run(program, home, { args: ['-v'] });
    expect(await gateway.ended).toEqual({ code: 0, signal: null });
    expect(gateway.stdout()).toBe(`${version}\n`);
  });

  test.each(['--port', '--simulator-port'])('reports that the port of %s is in use, and exits with 1', async (flag) => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    try {
      await using gateway = run(program, home, { args: ['--port=0', `${flag}=${port}`] });
      expect(await gateway.ended).toEqual({ code: 1, signal: null });
      expect(gateway.stderr()).toMatch(
        new RegExp(`^glacier-graphql: 127\\.0\\.0\\.1:${port} is in use\\. .*${flag}.*\\n$`),
      );
    } finally {
      other.close();
    }
  });
});

describe('several gateways on one simulator', () => {
  test('see the same data and the same time, also after it was advanced', async () => {
    const simulator = await startSimulator({ clock: createClock({ speed: 0 }) });
    const start = () => run(program, home, { args: ['--port=0', '--simulator-url', simulator.url] });
    await using one = start();
    await using other = start();
    try {
      const urls = [await urlOf(one), await urlOf(other)];
      await one.says(/Simulator: /);
      expect(one.stdout()).toContain(`Simulator: ${simulator.url}`);
      const { data } = await postQuery(
        urls[0] ?? '',
        `mutation { initiateInventoryRetrieval(input: { ${vaultRefText('media-masters')} }) {
          ... on InitiateInventoryRetrievalPayload { job { id } } } }`,
      );
      const query = `{ node(id: "${data.initiateInventoryRetrieval.job.id}") { ... on Job { phase pollAfterSeconds } } }`;
      for (const url of urls) {
        expect((await postQuery(url, query)).data.node).toEqual({ phase: 'RUNNING', pollAfterSeconds: 300 });
      }
      await fetch(`${simulator.url}/_simulator/clock`, {
        method: 'POST',
        body: JSON.stringify({ advanceSeconds: 3 * 3600 - 20 }),
      });
      for (const url of urls) {
        await expect
          .poll(async () => (await postQuery(url, query)).data.node)
          .toEqual({
            phase: 'RUNNING',
            pollAfterSeconds: 30,
          });
      }
      other.kill('SIGTERM');
      expect(await other.ended).toEqual({ code: 0, signal: null });
      // The gateway does not end a simulator that it did not start.
      expect((await fetch(`${simulator.url}/_simulator/clock`)).status).toBe(200);
    } finally {
      await simulator.close();
    }
  });

  test('do not start without it, and report it', async () => {
    await using gateway = run(program, home, { args: ['--port=0'], env: { SIMULATOR_URL: 'http://127.0.0.1:9' } });
    expect(await gateway.ended).toEqual({ code: 2, signal: null });
    expect(gateway.stdout()).toBe('');
    expect(gateway.stderr()).toMatch(
      /^glacier-graphql: SIMULATOR_URL http:\/\/127\.0\.0\.1:9: no simulator answers .*\n$/,
    );
  });

  test('cannot have a speed of their own', async () => {
    await using gateway = run(program, home, {
      args: ['--simulator-url=http://127.0.0.1:9'],
      env: { SIMULATOR_SPEED: '60' },
    });
    expect(await gateway.ended).toEqual({ code: 2, signal: null });
    expect(gateway.stderr()).toMatch(/^glacier-graphql: SIMULATOR_SPEED .* --simulator-url .*\n$/);
  });
});

describe('a signal', () => {
  /** A gateway with a query in flight whose AWS call is delayed. */
  async function waiting(env: Record<string, string> = {}) {
    const simulator = await startSimulator({ clock: createClock({ speed: 0 }) });
    simulator.faults.set([{ operation: 'glacier.DescribeVault', kind: 'delay', delayMilliseconds: 60_000 }]);
    const gateway = run(program, home, {
      env: {
        PORT: '0',
        BACKEND: 'aws',
        AWS_ENDPOINT_URL: simulator.url,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: '111122223333',
        AWS_SECRET_ACCESS_KEY: 'any',
        AWS_TIMEOUT_MS: '60000',
        AWS_ATTEMPT_TIMEOUT_MS: '60000',
        ...env,
      },
    });
    const answer = postQuery(await urlOf(gateway), '{ vault(name: "media-masters") { name } }');
    answer.catch(() => undefined);
    await expect.poll(() => simulator.calls.count('glacier.DescribeVault')).toBe(1);
    return {
      gateway,
      answer,
      release: () => simulator.faults.release(),
      [Symbol.asyncDispose]: async () => {
        await gateway[Symbol.asyncDispose]();
        await simulator.close();
      },
    };
  }

  test('lets the requests in flight be answered', async () => {
    await using busy = await waiting();
    busy.gateway.kill('SIGTERM');
    await busy.gateway.says(/"shutting down"/, 'stderr');
    busy.release();
    expect(await busy.answer).toMatchObject({ data: { vault: { name: 'media-masters' } } });
    expect(await busy.gateway.ended).toEqual({ code: 0, signal: null });
  });

  test('ends the requests in flight after SHUTDOWN_GRACE_SECONDS: the program then exits with 1', async () => {
    await using busy = await waiting({ SHUTDOWN_GRACE_SECONDS: '1' });
    busy.gateway.kill('SIGTERM');
    expect(await busy.gateway.ended).toEqual({ code: 1, signal: null });
    await busy.gateway.says(/still in flight at the end of the grace period/, 'stderr');
    await expect(busy.answer).rejects.toThrow();
  });

  test('sent a second time ends the program at once, with 1', async () => {
    await using busy = await waiting();
    busy.gateway.kill('SIGTERM');
    await busy.gateway.says(/"shutting down"/, 'stderr');
    busy.gateway.kill('SIGTERM');
    expect(await busy.gateway.ended).toEqual({ code: 1, signal: null });
    await expect(busy.answer).rejects.toThrow();
  });
});
