// The peer of the walk: the same output through @streamparser/json, in the way its manual tells for long lists, and no
// more than counting done with what it finds.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { GetJobOutputCommand, GlacierClient } from '@aws-sdk/client-glacier';
import { JSONParser } from '@streamparser/json';
import { obey } from '../live/obey.ts';

export interface ParseOrder {
  vaultName: string;
  jobId: string;
  /** How many it must find. */
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
  obey({ parse });
  // It is asked nothing here: a process counts as started when it listens.
  const server = createServer().listen(0, '127.0.0.1', () => {
    process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port} \n`);
  });
}
