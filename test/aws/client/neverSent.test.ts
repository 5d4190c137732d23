// A start that cannot have left the gateway is no lost one, however its connection failed.
import { expect, onTestFinished, test } from 'vitest';
import { anonymous } from '../../../src/access/caller.ts';
import { createAws } from '../../../src/aws/client/createAws.ts';
import { initiateJob } from '../../../src/aws/glacier/initiateJob.ts';
import { backendAt } from '../backendAt.ts';

const place = { accountId: '111122223333', region: 'us-east-1', vaultName: 'v' };

test.each([
  ['a port where nobody listens', 'http://127.0.0.1:1'],
  ['an address without a route', 'http://255.255.255.255:80'],
  ['a name that is none', 'http://nowhere.invalid'],
  ['a name of several addresses where nobody listens', 'http://localhost:1'],
])('a start to %s is refused as not executed', async (_, endpoint) => {
  const aws = createAws(backendAt(endpoint, place), { attempt: 5_000, call: 5_000 });
  onTestFinished(aws.close);
  const session = aws.session(anonymous, new AbortController().signal);
  const sent = initiateJob(session, place, { Type: 'inventory-retrieval' }, async () => undefined);
  await expect(sent).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
});
