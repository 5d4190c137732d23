// A gigabyte of hostile traffic through each transport: the resident memory of the gateway grows by less than the byte budget and
// what its other parts need, it fits a container of 512 MB, and a caller at another address loses no request.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Folder, temporaryFolder } from '../support/temporaryFolder.ts';
import { attacks, largeQuery } from './attacks.ts';
import { createHostileClient } from './hostileClient.ts';
import { adminUrlOf, build, type Program, run, urlOf } from './program.ts';

const megabyte = 2 ** 20;
const budget = 128 * megabyte;
const rest = 64 * megabyte;
const container = 512 * megabyte;

/** What one holder can take at once before the budget is enforced: a response of the attacks. */
const largestChange = 16 * megabyte;

/** Memory is measured after so many hostile bytes each time, garbage collected: until V8 does, garbage fills the old space. */
const interval = 128 * megabyte;

/** Requests before the attack. What they make the program load, and V8 compile and collect, is no part of the growth: 50 MB. */
const warmUp = 50;

/** As Node itself sets it in such a container. */
const heapOfContainer = '--max-old-space-size=256';

let built: Folder;
beforeAll(async () => {
  built = await build();
});
afterAll(() => built?.[Symbol.asyncDispose]());

/** The highest memory of the process so far; only Linux reports it. */
function peakOf({ pid }: Program): number {
  if (process.platform !== 'linux') return 0;
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

async function metricOf(adminUrl: string, name: string): Promise<number> {
  const text = await (await fetch(adminUrl)).text();
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]);
}

/** Requests of another caller, ten a second. */
function behave(url: string): { end(): Promise<{ sent: number; failed: unknown[] }> } {
  let isOver = false;
  let sent = 0;
  const failed: unknown[] = [];
  const ask = () =>
    new Promise<void>((resolve) => {
      const { hostname, port, pathname } = new URL(url);
      const options = { hostname, port, path: pathname, method: 'POST', agent: false, localAddress: '127.0.0.9' };
      const headers = { 'content-type': 'application/json' };
      const asked = request({ ...options, headers }, (response) => {
        if (response.statusCode !== 200) failed.push(response.statusCode);
        response.resume().on('close', resolve);
      });
      asked.on('error', (error) => {
        failed.push(error);
        resolve();
      });
      asked.end(JSON.stringify({ query: '{ vaults(first: 3) { nodes { name } } }' }));
    });
  const loop = (async () => {
    while (!isOver || sent < 10) {
      sent += 1;
      await ask();
      await sleep(100);
    }
  })();
  return {
    end: async () => {
      isOver = true;
      await loop;
      return { sent, failed };
    },
  };
}

/** The most that a process held, and that was resident, at any measurement. */
function measuring({ memory }: Program) {
  let counted = 0;
  let due = interval;
  const most = { heldBytes: 0, rss: 0 };
  const measure = async () => {
    const { heldBytes, rss } = await memory();
    most.heldBytes = Math.max(most.heldBytes, heldBytes);
    most.rss = Math.max(most.rss, rss);
  };
  return {
    count: async (bytes: number) => {
      counted += bytes;
      if (counted < due) return;
      due += interval;
      await measure();
    },
    end: async () => {
      await measure();
      return most;
    },
  };
}

const megabytes = (bytes: number): string => `${Math.round(bytes / megabyte)} MB`;

test.for(Object.entries(attacks))('%s', { timeout: 600_000 }, async ([, attack], { annotate }) => {
  await using home = await temporaryFolder();
  await using program = run(built, home, {
    args: ['--port=0', '--admin-port=0', '--simulator-archives=200000'],
    env: { REQUESTS_PER_MINUTE: 'unlimited,unlimited', NODE_OPTIONS: heapOfContainer },
    isMeasured: true,
  });
  const url = await urlOf(program);
  for (let count = 0; count < warmUp; count += 1) {
    await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: largeQuery }),
    }).then((response) => response.text());
  }
  const before = await program.memory();
  const other = behave(url);
  using client = createHostileClient(Number(new URL(url).port));
  const { count, end } = measuring(program);
  await attack({ ...client, url, count });
  const most = await end();
  const growth = most.rss - before.rss;
  const { sent, failed } = await other.end();
  const counted = await metricOf(await adminUrlOf(program), 'glacier_graphql_held_bytes_max');
  const peak = peakOf(program);
  await annotate(
    `resident ${megabytes(growth)} more, held ${megabytes(most.heldBytes - before.heldBytes)} more, counted ${megabytes(counted)}, peak of the process ${megabytes(peak)}`,
  );
  expect(failed).toEqual([]);
  expect(sent).toBeGreaterThanOrEqual(10);
  expect(growth).toBeLessThan(budget + rest);
  expect(counted).toBeLessThan(budget + largestChange);
  expect(peakOf(program)).toBeLessThan(container);
});

test('responses of AWS of 262 MB', { timeout: 600_000 }, async () => {
  await using home = await temporaryFolder();
  const part = Buffer.alloc(megabyte, '[{},{}],');
  let count = async (_: number): Promise<void> => undefined;
  const aws = createServer(async (asked, response) => {
    asked.resume();
    // Each wait for the client listens for the end of the response, too.
    response
      .setMaxListeners(0)
      .on('error', () => undefined)
      .writeHead(200, { 'content-type': 'application/json', 'x-amzn-requestid': 'r' });
    for (let left = 262; left > 0 && !response.destroyed; left -= 1) {
      if (!response.write(part)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
      await count(part.length);
    }
    response.end();
  });
  await once(aws.listen(0, '127.0.0.1'), 'listening');
  await using program = run(built, home, {
    args: ['--backend', 'aws', '--port', '0'],
    env: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(aws.address() as AddressInfo).port}`,
      AWS_ACCESS_KEY_ID: '111122223333',
      AWS_SECRET_ACCESS_KEY: 'any',
      AWS_ACCOUNT_ID: '111122223333',
      AWS_REGION: 'us-east-1',
      NODE_OPTIONS: heapOfContainer,
    },
    isMeasured: true,
  });
  const url = await urlOf(program);
  const ask = async (index: number) => {
    const response = await fetch(`${url}?query=${encodeURIComponent(`{ vault(name: "v${index}") { name } }`)}`);
    return (await response.json()) as { errors: { message: string; extensions: { code: string } }[] };
  };
  await ask(-1);
  const before = await program.memory();
  const measured = measuring(program);
  count = measured.count;
  const answers = [];
  for (let round = 0; round < 6; round += 1) {
    answers.push(...(await Promise.all(Array.from({ length: 20 }, (_, index) => ask(20 * round + index)))));
  }
  const growth = (await measured.end()).rss - before.rss;
  aws.closeAllConnections();
  aws.close();
  for (const { errors } of answers) expect(errors[0]?.extensions.code).toBe('SERVICE_UNAVAILABLE');
  expect(growth).toBeLessThan(budget + rest);
  expect(peakOf(program)).toBeLessThan(container);
});
