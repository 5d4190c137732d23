// The load: some clients, each on a connection that is kept, each sending its next query when it has its last answer. A
// fixed number of queries, so that nothing is cut off at the end, and every answer is looked at.
import { Agent, request } from 'node:http';

export interface Load {
  /** What is sent, by turns: client n sends query n, n + clients, ... of the list, over and over. */
  queries: readonly Query[];
  clients: number;
  /** In all, over all clients. */
  requests: number;
}

export interface Query {
  query: string;
  variables: Record<string, unknown>;
}

/** Sends the load; its duration in milliseconds. */
export async function send(url: string, { queries, clients, requests }: Load): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const bodies = queries.map((query) => Buffer.from(JSON.stringify(query)));
  let left = requests;
  const client = async (first: number) => {
    for (let at = first; left > 0; at = (at + clients) % bodies.length) {
      left -= 1;
      await post(url, agent, bodies[at % bodies.length] ?? Buffer.alloc(0));
    }
  };
  const from = performance.now();
  const ended = await Promise.allSettled(Array.from({ length: clients }, (_, index) => client(index)));
  const took = performance.now() - from;
  agent.destroy();
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
  return took;
}

/** The data of one query, on a connection of its own unless another is given. */
export async function ask<T>(url: string, query: Query, agent = new Agent()): Promise<T> {
  const { data } = JSON.parse((await post(url, agent, Buffer.from(JSON.stringify(query)))).toString()) as { data: T };
  return data;
}

function post(url: string, agent: Agent, body: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      accept: 'application/json',
      'content-length': body.length,
    };
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const answer = Buffer.concat(chunks);
        if (response.statusCode === 200 && !answer.includes('"errors":')) resolve(answer);
        else reject(new Error(`${url} answered ${response.statusCode}: ${answer.toString().slice(0, 500)}`));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
