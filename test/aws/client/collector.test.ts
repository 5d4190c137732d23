// Responses of AWS that are read as a whole: limited in size, and counted in the byte budget while they are read.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { anonymous } from '../../../src/access/caller.ts';
import { createAws } from '../../../src/aws/client/createAws.ts';
import { describeVault } from '../../../src/aws/glacier/describeVault.ts';
import { ByteBudget } from '../../../src/limits/byteBudget.ts';
import { backendAt } from '../backendAt.ts';

const vault = { accountId: '111122223333', region: 'us-east-1', vaultName: 'v' };
const arn = 'arn:aws:glacier:us-east-1:111122223333:vaults/v';
const maxBytes = 100_000;
const limits = { connection: 1_000_000, caller: 1_000_000, process: 60_000 };

/** Describes the vault at a server that sends `respond`. */
async function describe(respond: (response: ServerResponse) => void, budget: ByteBudget) {
  const server = createServer((request, response) => {
    request.resume();
    response.on('error', () => undefined);
    response.writeHead(200, { 'content-type': 'application/json', 'x-amzn-requestid': 'r' });
    respond(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const aws = createAws(
    backendAt(endpoint, vault),
    { attempt: 20_000, call: 20_000 },
    { collector: { maxBytes, budget } },
  );
  onTestFinished(() => {
    aws.close();
    server.closeAllConnections();
    server.close();
  });
  return describeVault(aws.session(anonymous, new AbortController().signal), vault);
}

/** A vault in so many bytes. */
const vaultOf = (bytes: number): string => {
  const text = JSON.stringify({ VaultName: 'v', VaultARN: arn, CreationDate: '2026-01-01T00:00:00.000Z', Unknown: '' });
  return text.replace('""', `"${'x'.repeat(bytes - text.length)}"`);
};

const open = () => new ByteBudget({ ...limits, process: 10_000_000 });

test.each([
  ['with a length', (response: ServerResponse, text: string) => response.end(text)],
  [
    'in chunks',
    (response: ServerResponse, text: string) => {
      for (let at = 0; at < text.length; at += 7_001) response.write(text.slice(at, at + 7_001));
      response.end();
    },
  ],
])('a response %s is read up to MAX_AWS_RESPONSE_BYTES, and not a byte further', async (_, send) => {
  const budget = open();
  expect(await describe((response) => send(response, vaultOf(maxBytes)), budget)).toMatchObject({ vaultName: 'v' });
  await expect(describe((response) => send(response, vaultOf(maxBytes + 1)), budget)).rejects.toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
    message: `The response of AWS is larger than ${maxBytes} bytes (MAX_AWS_RESPONSE_BYTES). Check for a proxy in front of AWS.`,
  });
  expect(budget.bytes).toBe(0);
});

test('a response without an end is cut at the limit', async () => {
  let isClosed = false;
  const endless = (response: ServerResponse) => {
    const write = () => {
      while (!isClosed && response.write('x'.repeat(1_000)));
    };
    response.on('drain', write).on('close', () => {
      isClosed = true;
    });
    write();
  };
  await expect(describe(endless, open())).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  await expect.poll(() => isClosed).toBe(true);
});

test('a response that the byte budget has no room for fails, and frees it', async () => {
  const budget = new ByteBudget(limits);
  await expect(describe((response) => response.end(vaultOf(90_000)), budget)).rejects.toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
    message: 'The gateway has no memory for the response of AWS at the moment. Retry later.',
  });
  expect(budget.bytes).toBe(0);
});
