// The timeout of a call whose response starts and then stops.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, onTestFinished, test } from 'vitest';
import { anonymous } from '../../../src/access/caller.ts';
import { createAws } from '../../../src/aws/client/createAws.ts';
import { describeVault } from '../../../src/aws/glacier/describeVault.ts';
import { backendAt } from '../backendAt.ts';

const vault = { accountId: '111122223333', region: 'us-east-1', vaultName: 'v' };

const collectionPause = 30;

/** Collects garbage every 30 ms, as V8 does under load. Returns how often it did. */
function collectRepeatedly(): () => number {
  let collections = 0;
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  setFlagsFromString('--no-expose-gc');
  const timer = setInterval(() => {
    collect();
    collections += 1;
  }, collectionPause);
  onTestFinished(() => clearInterval(timer));
  return () => collections;
}

test('a call ends at its timeout, even if garbage is collected meanwhile', async () => {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 });
    response.write('{');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const aws = createAws(backendAt(endpoint, vault), { attempt: 200, call: 300 });
  onTestFinished(() => {
    aws.close();
    server.closeAllConnections();
    server.close();
  });
  const collections = collectRepeatedly();
  const gone = new AbortController();
  onTestFinished(() => gone.abort());
  const asked = describeVault(aws.session(anonymous, gone.signal), vault);
  await expect(asked).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  // Three seconds of them. The same event loop runs the timeout, so that a busy machine delays both.
  expect(collections()).toBeLessThanOrEqual(3_000 / collectionPause);
});
