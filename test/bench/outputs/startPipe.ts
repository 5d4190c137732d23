// The download peer: GET /<vault>/<job> returns the SDK's stream, and nothing else.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { GetJobOutputCommand, GlacierClient } from '@aws-sdk/client-glacier';

export async function startPipe(): Promise<void> {
  const glacier = new GlacierClient({});
  const server = createServer(async ({ url = '' }, response) => {
    const [, vaultName, jobId] = url.split('/');
    const { body } = await glacier.send(new GetJobOutputCommand({ accountId: '-', vaultName, jobId }));
    pipeline(body as unknown as Readable, response, () => undefined);
  });
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port} \n`);
  });
}
