// Load generator: clients on keep-alive connections, each sending its next query after its last response. The number of queries is
// fixed, so that nothing is cut off at the end, and every response is checked.
import { Agent, request } from 'node:http';

export interface Load {
  /** The queries in rotation: client n sends query n, n + clients, ... of the list, repeatedly. */
  queries: readonly Query[];
  clients: number;
  /** The total over all clients. */
  requests: number;
}

export interface Query {
  query: string;
  variables: Record<string, unknown>;
}

/** Runs the load; returns its duration in milliseconds. */
export async function send(url: string, { queries, clients, requests }: Load): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const bodies = queries.map((query) => Buffer.from(bodyOf(query)));
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

/** The body of the response to one query, on a connection of its own by default. */
export async function askText(url: string, query: Query, agent = new Agent()): Promise<string> {
  return (await post(url, agent, Buffer.from(bodyOf(query)))).toString();
}

/** The data of one query. */
export async function ask<T>(url: string, query: Query, agent?: Agent): Promise<T> {
  const { data } = JSON.parse(await askText(url, query, agent)) as { data: T };
  return data;
}

/** The body of a query's request. */
export const bodyOf = (query: Query): string => JSON.stringify(query);

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
