// Attacks on the memory of a gateway: each sends, or makes it send, a gigabyte through one transport.
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { buildSchema, executeSync, parse } from 'graphql';
import { answered, frame, type HostileClient, message, post, sendAll } from './hostileClient.ts';

export interface Attacker extends HostileClient {
  url: string;
  /** Called after so many bytes went one way or the other. */
  count(bytes: number): Promise<void>;
}

const gigabyte = 2 ** 30;
/** Nearly all that a body or a message may have. */
const padding = 'a'.repeat(1_000_000);

const largeResponse = 5 * 2 ** 20;
const types = 'types { name description fields { name description args { name description } } }';

/** In bytes. Part of the response to a query for all types. */
function sizeOfTypes(): number {
  const schema = buildSchema(readFileSync(join(import.meta.dirname, '../../schema.graphql'), 'utf8'));
  const { data } = executeSync({ schema, document: parse(`{ __schema { ${types} } }`) });
  return Buffer.byteLength(JSON.stringify(data));
}

/** Its response has 5 MB, more than the kernel keeps for a connection, however large the schema is. */
export const largeQuery = `{ ${Array.from({ length: Math.floor(largeResponse / sizeOfTypes()) }, (_, index) => `a${index}: __schema { ...Types }`).join(' ')} }
  fragment Types on __Schema { ${types} }`;

const jobUpdates = 'subscription { batchJobUpdates { job { id } } }';
const operation = (id: number, query: string, variables = {}) =>
  message({ type: 'subscribe', id: String(id), payload: { query, variables } });

/** Repeats until so many bytes went one way or the other, at most `atOnce` at the same time. */
async function repeat(
  { count }: Attacker,
  bytes: number,
  each: (index: number) => Promise<unknown>,
  atOnce = 4,
): Promise<void> {
  let left = Math.ceil(gigabyte / bytes);
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left > 0) {
        left -= 1;
        await each(left);
        await count(bytes);
      }
    }),
  );
}

/** Sends the same over one WebSocket, and over a new one when it was ended. */
async function repeatOnSocket(attacker: Attacker, bytes: number, make: (index: number) => Buffer): Promise<void> {
  let socket: Socket | undefined;
  const send = async (index: number) => {
    if (!socket || socket.destroyed) socket = await attacker.greet();
    await sendAll(socket, make(index));
  };
  await repeat(attacker, bytes, send, 1);
}

/** So many requests at once, each with a large response. */
const burst = 20;

const ping = message({ type: 'ping', payload: { text: 'a'.repeat(900_000) } });
const smallPings = Buffer.concat(Array.from({ length: 100 }, () => frame('ping', 'a'.repeat(125))));

export const attacks: Readonly<Record<string, (attacker: Attacker) => Promise<unknown>>> = {
  'pings before connection_ack': (attacker) =>
    repeat(attacker, ping.length, async () => sendAll(await attacker.upgrade(), ping), 14),

  'pings after connection_ack whose pongs nobody reads': (attacker) => {
    const pings = Buffer.concat([ping, smallPings]);
    return repeatOnSocket(attacker, pings.length, () => pings);
  },

  'HTTP responses that nobody reads': (attacker) =>
    repeat(attacker, largeResponse, async () => {
      const socket = await attacker.open();
      await sendAll(socket, post({ query: largeQuery }));
      await answered(socket);
    }),

  'pipelined requests whose responses nobody reads': (attacker) => {
    const requests = post({ query: largeQuery }).repeat(burst);
    return repeat(
      attacker,
      burst * largeResponse,
      async () => {
        const socket = await attacker.open();
        await sendAll(socket, requests);
        await answered(socket);
      },
      1,
    );
  },

  'WebSocket results that nobody reads': (attacker) => {
    const operations = Buffer.concat(Array.from({ length: burst }, (_, id) => operation(id, largeQuery)));
    return repeat(
      attacker,
      burst * largeResponse,
      async () => {
        const socket = await attacker.greet();
        await sendAll(socket, operations);
        await answered(socket);
      },
      1,
    );
  },

  'event streams with undeclared variables': (attacker) =>
    repeat(attacker, padding.length, async (index) => {
      const body = { query: jobUpdates, variables: { text: padding + index } };
      await sendAll(await attacker.open(), post(body, 'accept: text/event-stream\r\n'));
    }),

  'WebSocket subscriptions with undeclared variables': (attacker) =>
    repeatOnSocket(attacker, padding.length, (index) => operation(index, jobUpdates, { text: padding + index })),

  'WebSocket subscriptions of jobs by ids without end': (attacker) => {
    const query = 'subscription ($ids: [ID!]!) { jobUpdates(ids: $ids) { job { id } } }';
    return repeatOnSocket(attacker, padding.length, (index) => operation(index, query, { ids: [padding + index] }));
  },

  'documents that all differ': (attacker) =>
    repeat(attacker, padding.length, async (index) => {
      const socket = await attacker.open();
      await sendAll(socket, post({ query: `# ${padding}\n{ id${index}: __typename }` }));
      await answered(socket);
      socket.destroy();
    }),

  'bodies and messages that do not end': (attacker) => {
    const body = post({ query: padding });
    return repeat(attacker, body.length + padding.length, async () => {
      await sendAll(await attacker.open(), body.slice(0, -1));
      await sendAll(await attacker.greet(), frame('text', padding).subarray(0, -1));
    });
  },

  'downloads that nobody reads': async (attacker) => {
    const path = await downloadOf(attacker.url);
    await repeat(attacker, largeResponse, async () => {
      const socket = await attacker.open();
      await sendAll(socket, `GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`);
      await answered(socket);
    });
  },
};

/** The path of an output that is larger than what the kernel keeps for a connection: an inventory of SIMULATOR_ARCHIVES. */
async function downloadOf(url: string): Promise<string> {
  const query = `{ vault(name: "archive-of-millions") { jobs(statusCode: SUCCEEDED, first: 10) { nodes {
    ... on InventoryRetrievalJob { output { url sizeInBytes } } } } } }`;
  const response = await fetch(`${url}?query=${encodeURIComponent(query)}`);
  const { data } = (await response.json()) as {
    data: { vault: { jobs: { nodes: { output?: { url: string; sizeInBytes: number } | null }[] } } };
  };
  const outputs = data.vault.jobs.nodes.flatMap(({ output }) => output ?? []);
  const large = outputs.find(({ sizeInBytes }) => sizeInBytes > 4 * largeResponse);
  if (!large) throw new Error('the vault has no large output');
  return new URL(large.url).pathname;
}
