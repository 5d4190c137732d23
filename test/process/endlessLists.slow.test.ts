// The built program before an AWS whose lists do not end (boto/boto3#1584): it stays healthy, and SIGTERM ends it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EndlessLists, startEndlessLists } from '../support/startEndlessLists.ts';
import { keysOf, openStage, type Stage } from './openStage.ts';
import { postQuery } from './postQuery.ts';
import { urlOf } from './program.ts';

let stage: Stage;
let aws: EndlessLists;
beforeAll(async () => {
  stage = await openStage({ seed: 'demo', archives: 0 });
  aws = await startEndlessLists(stage.simulator.url, { matches: () => true, markerAfter: () => 'same' });
});
afterAll(async () => {
  await aws?.[Symbol.asyncDispose]();
  await stage?.[Symbol.asyncDispose]();
});

test('a gateway whose lists of AWS repeat their markers answers, is healthy, and ends after SIGTERM', async () => {
  const account = '111122223333';
  await using gateway = stage.start({
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION: 'us-east-1',
    ...keysOf(account),
    AWS_ACCOUNT_ID: account,
  });
  const url = await urlOf(gateway);
  const ask = (query: string) => postQuery(url, query);
  const { data } = await ask('{ jobs(first: 1) { sources { status message } } }');
  expect(data.jobs.sources).toHaveLength(2);
  for (const { status } of data.jobs.sources) expect(status).toBe('UNREACHABLE');
  const looping = ask('{ vault(name: "media-masters") { latestInventory { jobId } } }');
  expect((await fetch(new URL('/healthz', url))).status).toBe(200);
  expect((await looping).errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE' } }]);
  const last = ask('{ jobs(first: 1, maxAgeSeconds: 0) { sources { status } } }').catch(() => null);
  gateway.kill('SIGTERM');
  expect(await gateway.ended).toEqual({ code: 0, signal: null });
  await last;
}, 60_000);
