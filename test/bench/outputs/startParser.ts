// The walk peer: the same output through @streamparser/json, as its manual shows for long lists; it only counts what it finds.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { GetJobOutputCommand, GlacierClient } from '@aws-sdk/client-glacier';
import { JSONParser } from '@streamparser/json';
import { acceptCommands } from '../live/acceptCommands.ts';

export interface ParseOrder {
  vaultName: string;
  jobId: string;
  /** The expected number of archives. */
  archives: number;
}

export async function startParser(): Promise<void> {
  const glacier = new GlacierClient({});
  const parse = async (order: unknown) => {
    const { vaultName, jobId, archives } = order as ParseOrder;
    const parser = new JSONParser({ paths: ['$.ArchiveList.*'], keepStack: false });
    let found = 0;
    parser.onValue = ({ value }) => {
      if (value) found += 1;
    };
    const { body } = await glacier.send(new GetJobOutputCommand({ accountId: '-', vaultName, jobId }));
    for await (const chunk of body as unknown as Readable) parser.write(chunk as Buffer);
    if (found !== archives) throw new Error(`found ${found} of ${archives} archives`);
  };
  acceptCommands({ parse });
  // It serves nothing: a process counts as started once it listens.
  const server = createServer().listen(0, '127.0.0.1', () => {
    process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port} \n`);
  });
}
