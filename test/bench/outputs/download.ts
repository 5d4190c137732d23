// Downloads, at full speed or without reading.
import { Agent, get, type IncomingMessage } from 'node:http';
import { ask } from '../load.ts';
import type { Job } from './stage.ts';

/** The download URL of a job's output. */
export async function addressOf(gateway: string, { id }: Job): Promise<string> {
  const query = 'query ($id: ID!) { node(id: $id) { ... on ArchiveRetrievalJob { output { url } } } }';
  const { node } = await ask<{ node: { output: { url: string } } }>(gateway, { query, variables: { id } });
  return node.output.url;
}

export interface Download extends Disposable {
  response: IncomingMessage;
}

/** Opens the download without reading. */
export async function open(url: string): Promise<Download> {
  const agent = new Agent();
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { agent }, resolve).once('error', reject);
  });
  if (response.statusCode !== 200) throw new Error(`${url} answered ${response.statusCode}`);
  return {
    response,
    [Symbol.dispose]: () => {
      response.destroy();
      agent.destroy();
    },
  };
}

/** Reads the whole download; returns the number of bytes. */
export async function download(url: string): Promise<number> {
  using opened = await open(url);
  let bytes = 0;
  for await (const chunk of opened.response) bytes += (chunk as Buffer).length;
  return bytes;
}
