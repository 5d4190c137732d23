// The program with a caller that sends the heaviest query that is allowed, again and again: other callers lose nothing.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Folder, temporaryFolder } from '../support/temporaryFolder.ts';
import { build, run, urlOf } from './program.ts';

let built: Folder;
beforeAll(async () => {
  built = await build();
});
afterAll(() => built?.[Symbol.asyncDispose]());

/** Of 19,810 nodes; MAX_NODES is 20,000. */
const heavy = `{ ${Array.from({ length: 20 }, (_, index) => `a${index}: jobs(first: ${1000 - index}) { nodes { ... on Job { id phase } } }`).join(' ')} }`;
const light = '{ vaults(first: 5) { nodes { name } } }';

test('a caller with small queries loses none beside one with twenty of the heaviest queries per second', async () => {
  await using home = await temporaryFolder();
  await using program = run(built, home, {
    args: ['--port', '0', '--simulator-port', '0', '--trusted-proxies', '127.0.0.1'],
    env: { MAX_EVENT_LOOP_DELAY_MS: '200' },
  });
  const url = await urlOf(program);
  const end = new AbortController();
  const ask = async (address: string, query: string, signal: AbortSignal | null = null) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
      body: JSON.stringify({ query }),
      signal,
    });
    const text = await response.text();
    return { status: response.status, hasErrors: text.includes('"errors"') };
  };
  expect(await ask('203.0.113.8', light)).toEqual({ status: 200, hasErrors: false });
  expect((await ask('203.0.113.7', heavy)).status).toBe(200);

  const attack: Promise<unknown>[] = [];
  const answers: Promise<{ status: number; hasErrors: boolean }>[] = [];
  for (let sent = 0; sent < 80; sent += 1) {
    attack.push(ask('203.0.113.7', heavy, end.signal).then(({ status }) => status));
    if (sent % 4 === 0) answers.push(ask('203.0.113.8', light));
    await sleep(50);
  }
  const lost = (await Promise.all(answers)).filter(({ status, hasErrors }) => status !== 200 || hasErrors);
  expect(lost).toEqual([]);
  end.abort();
  const statuses = new Set((await Promise.allSettled(attack)).flatMap((each) => ('value' in each ? each.value : [])));
  expect([...statuses].filter((status) => status !== 200 && status !== 429)).toEqual([]);
});
