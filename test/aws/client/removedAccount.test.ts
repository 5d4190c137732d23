// Calls for an account that a reload has removed: nothing is sent, because the SDK would find the credentials of another account.
import { expect, test } from 'vitest';
import { gatewayItself } from '../../../src/access/caller.ts';
import { createAws } from '../../../src/aws/client/createAws.ts';
import { describeVault, describeVaultOperation } from '../../../src/aws/glacier/describeVault.ts';
import { initiateJob } from '../../../src/aws/glacier/initiateJob.ts';
import { backendAt } from '../backendAt.ts';

const location = { accountId: '111122223333', region: 'us-east-1' };
const vault = { ...location, vaultName: 'films' };
const endpoint = 'http://127.0.0.1:1';

test.each([false, true])('a request that began before is refused (account used before: %s)', async (isUsed) => {
  const aws = createAws(backendAt(endpoint, location), { attempt: 1_000, call: 1_000 });
  const session = aws.session(gatewayItself, new AbortController().signal);
  const call = {
    read: () => describeVault(session, vault),
    write: () => initiateJob(session, vault, {}, async () => {}),
  };
  if (isUsed) session.forecast(describeVaultOperation, location);
  aws.replaceBackend(backendAt(endpoint, { ...location, accountId: '444455556666' }));
  await expect(call.read()).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await expect(call.write()).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect(session.usage.calls).toBe(0);
  aws.close();
});
