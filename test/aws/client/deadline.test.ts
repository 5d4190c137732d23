// The deadline of a call, where nothing else ends it: AWS begins to answer and falls silent.
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

/** V8 collects now and then, as it does under load. */
function collectAgainAndAgain(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  setFlagsFromString('--no-expose-gc');
  const timer = setInterval(collect, 30);
  onTestFinished(() => clearInterval(timer));
}

test('a call ends at its deadline, also where V8 collects meanwhile', async () => {
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
  collectAgainAndAgain();
  const gone = new AbortController();
  onTestFinished(() => gone.abort());
  const asked = describeVault(aws.session(anonymous, gone.signal), vault);
  await expect(asked).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
}, 3_000);
