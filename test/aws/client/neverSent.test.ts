// A start that was certainly not sent is not INDETERMINATE, however its connection failed.
import { expect, onTestFinished, test } from 'vitest';
import { anonymous } from '../../../src/access/caller.ts';
import { createAws } from '../../../src/aws/client/createAws.ts';
import { initiateJob } from '../../../src/aws/glacier/initiateJob.ts';
import { backendAt } from '../backendAt.ts';

const location = { accountId: '111122223333', region: 'us-east-1', vaultName: 'v' };

test.each([
  ['a closed port', 'http://127.0.0.1:1'],
  ['an address without a route', 'http://255.255.255.255:80'],
  ['an unknown host', 'http://nowhere.invalid'],
  ['a host with several addresses and a closed port', 'http://localhost:1'],
])('a start to %s is SERVICE_UNAVAILABLE, as it was not executed', async (_, endpoint) => {
  const aws = createAws(backendAt(endpoint, location), { attempt: 5_000, call: 5_000 });
  onTestFinished(aws.close);
  const session = aws.session(anonymous, new AbortController().signal);
  const sent = initiateJob(session, location, { Type: 'inventory-retrieval' }, async () => undefined);
  await expect(sent).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
});

test('a start that no request can contain is BAD_USER_INPUT, as it was not executed', async () => {
  const aws = createAws(backendAt('http://127.0.0.1:1', location), { attempt: 5_000, call: 5_000 });
  onTestFinished(aws.close);
  const session = aws.session(anonymous, new AbortController().signal);
  const vault = { ...location, vaultName: '\ud800' };
  const sent = initiateJob(session, vault, { Type: 'inventory-retrieval' }, async () => undefined);
  await expect(sent).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
});
