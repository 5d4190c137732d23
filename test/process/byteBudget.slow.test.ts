// A gigabyte of hostile traffic through each transport: the memory of the program grows by less than the byte budget and what
// V8 has not collected, and a caller at another address loses no request.
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Folder, temporaryFolder } from '../support/temporaryFolder.ts';
import { build, type Program, run, urlOf } from './program.ts';

const megabyte = 2 ** 20;
const gigabyte = 2 ** 30;
const budget = 128 * megabyte;
const uncollected = 64 * megabyte;

let built: Folder;
beforeAll(async () => {
  built = await build();
});
afterAll(() => built?.[Symbol.asyncDispose]());

/** About 5 MB: more than the kernel keeps for a connection. */
const largeQuery = `{ ${Array.from({ length: 30 }, (_, index) => `a${index}: __schema { ...Types }`).join(' ')} }
  fragment Types on __Schema { types { name description fields { name description args { name description } } } }`;
const largeResponse = 5 * megabyte;

/** The peak since it was last reset. */
const peakOf = ({ pid }: Program): number => {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
};
const resetPeak = ({ pid }: Program): void => writeFileSync(`/proc/${pid}/clear_refs`, '5');

const post = (body: string, headers = '') =>
  `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`;

interface Victim {
  program: Program;
  /** Opens a connection from an address of the attacker. What it receives is not read. */
  open(): Promise<Socket>;
}

/** Sends, unless the connection is closed; resolves when the kernel has all of it. */
const sendAll = (socket: Socket, bytes: string | Buffer): Promise<void> =>
  new Promise((resolve) => {
    if (socket.destroyed) resolve();
    else {
      socket.once('close', () => resolve());
      socket.write(bytes, () => resolve());
    }
  });

/** The first byte has come: the response is made. */
const answered = async (socket: Socket): Promise<void> => {
  if (socket.readableLength === 0 && !socket.destroyed) {
    await Promise.race([once(socket, 'readable'), once(socket, 'close')]).catch(() => undefined);
  }
};

/** A text message with a mask of zeros. */
function frame(text: string): Buffer {
  const bytes = Buffer.from(text);
  const head = Buffer.alloc(14);
  head.set([0x81, 0xff]);
  head.writeBigUInt64BE(BigInt(bytes.length), 2);
  return Buffer.concat([head, bytes]);
}

async function upgrade({ open }: Victim): Promise<Socket> {
  const socket = await open();
  await sendAll(
    socket,
    'GET /graphql HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n',
  );
  return socket;
}

async function greet(victim: Victim): Promise<Socket> {
  const socket = await upgrade(victim);
  await sendAll(socket, frame('{"type":"connection_init"}'));
  // Read until connection_ack, and no further.
  for (let text = ''; !text.includes('connection_ack') && !socket.destroyed; ) {
    text += String(socket.read() ?? '');
    await sleep(5);
  }
  return socket;
}

const subscription = (id: number, text: string) =>
  frame(JSON.stringify({ type: 'subscribe', id: String(id), payload: { query: jobUpdates, variables: { text } } }));
const jobUpdates = 'subscription { batchJobUpdates { job { id } } }';

/** Repeats until so many bytes went one way or the other, at most `atOnce` at the same time. */
async function repeat(bytes: number, each: (index: number) => Promise<unknown>, atOnce = 4): Promise<void> {
  let left = Math.ceil(gigabyte / bytes);
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left > 0) {
        left -= 1;
        await each(left);
      }
    }),
  );
}

/** Requests of another caller, ten a second. */
function behave(url: string): { end(): Promise<{ sent: number; failed: unknown[] }> } {
  let isOver = false;
  let sent = 0;
  const failed: unknown[] = [];
  const ask = () =>
    new Promise<void>((resolve) => {
      const { hostname, port, pathname } = new URL(url);
      const options = { hostname, port, path: pathname, method: 'POST', agent: false, localAddress: '127.0.0.9' };
      const headers = { 'content-type': 'application/json' };
      const asked = request({ ...options, headers }, (response) => {
        if (response.statusCode !== 200) failed.push(response.statusCode);
        response.resume().on('close', resolve);
      });
      asked.on('error', (error) => {
        failed.push(error);
        resolve();
      });
      asked.end(JSON.stringify({ query: '{ vaults(first: 3) { nodes { name } } }' }));
    });
  const loop = (async () => {
    while (!isOver || sent < 10) {
      sent += 1;
      await ask();
      await sleep(100);
    }
  })();
  return {
    end: async () => {
      isOver = true;
      await loop;
      return { sent, failed };
    },
  };
}

const ping = frame(JSON.stringify({ type: 'ping', payload: { text: 'a'.repeat(900_000) } }));
const padding = 'a'.repeat(1_000_000);

const attacks: [string, (victim: Victim) => Promise<unknown>][] = [
  [
    'pings before connection_ack',
    (victim) =>
      repeat(
        ping.length,
        async () => {
          const socket = await upgrade(victim);
          await sendAll(socket, ping);
        },
        14,
      ),
  ],
  [
    'HTTP responses that nobody reads',
    ({ open }) =>
      repeat(largeResponse, async () => {
        const socket = await open();
        await sendAll(socket, post(JSON.stringify({ query: largeQuery })));
        await answered(socket);
      }),
  ],
  [
    'pipelined requests whose responses nobody reads',
    async ({ open }) => {
      const all = post(JSON.stringify({ query: largeQuery })).repeat(20);
      for (let count = 0; count < gigabyte / largeResponse / 20; count += 1) {
        const socket = await open();
        await sendAll(socket, all);
        await answered(socket);
      }
    },
  ],
  [
    'WebSocket results that nobody reads',
    async (victim) => {
      const ask = (id: number) =>
        frame(JSON.stringify({ type: 'subscribe', id: String(id), payload: { query: largeQuery } }));
      for (let count = 0; count < gigabyte / largeResponse / 20; count += 1) {
        const socket = await greet(victim);
        await sendAll(socket, Buffer.concat(Array.from({ length: 20 }, (_, id) => ask(id))));
        await answered(socket);
      }
    },
  ],
  [
    'event streams with undeclared variables',
    ({ open }) =>
      repeat(padding.length, async (index) =>
        sendAll(
          await open(),
          post(
            JSON.stringify({ query: jobUpdates, variables: { text: padding + index } }),
            'accept: text/event-stream\r\n',
          ),
        ),
      ),
  ],
  [
    'WebSocket subscriptions with undeclared variables',
    async (victim) => {
      let socket = await greet(victim);
      for (let id = 0; id < gigabyte / padding.length; id += 1) {
        if (socket.destroyed) socket = await greet(victim);
        await sendAll(socket, subscription(id, padding));
      }
    },
  ],
  [
    'bodies and messages that do not end',
    async (victim) => {
      const body = `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 1000001\r\n\r\n${padding}`;
      await repeat(2 * padding.length, async () => {
        await sendAll(await victim.open(), body);
        await sendAll(await greet(victim), frame(padding).subarray(0, -1));
      });
    },
  ],
];

// The peak depends on the moments at which V8 collects what is garbage: what holds more than the budget exceeds it each time.
test.each(attacks)('%s', { timeout: 300_000, retry: 3 }, async (_, attack) => {
  await using home = await temporaryFolder();
  await using program = run(built, home, { args: ['--port', '0', '--simulator-port', '0'] });
  const url = await urlOf(program);
  const { port } = new URL(url);
  const sockets: Socket[] = [];
  const open = async () => {
    const address = `127.0.0.${2 + (sockets.length % 3)}`;
    const socket = connect({ port: Number(port), host: '127.0.0.1', localAddress: address });
    // Each write waits for the end of the connection, too.
    socket
      .setMaxListeners(0)
      .on('error', () => undefined)
      .pause();
    sockets.push(socket);
    await Promise.race([once(socket, 'connect'), once(socket, 'close')]).catch(() => undefined);
    return socket;
  };
  // What the first requests make the program load is no part of the growth.
  for (let count = 0; count < 3; count += 1) {
    await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: largeQuery }),
    }).then((response) => response.text());
  }
  await sleep(1_000);
  resetPeak(program);
  const before = peakOf(program);
  const other = behave(url);
  await attack({ program, open });
  await sleep(500);
  const { sent, failed } = await other.end();
  const growth = peakOf(program) - before;
  for (const socket of sockets) socket.destroy();
  expect(failed).toEqual([]);
  expect(sent).toBeGreaterThanOrEqual(10);
  expect(growth).toBeLessThan(budget + uncollected);
});

test('responses of AWS of 262 MB', { timeout: 300_000 }, async () => {
  await using home = await temporaryFolder();
  const part = Buffer.alloc(megabyte, '[{},{}],');
  const aws = createServer((asked, response) => {
    asked.resume();
    response
      .on('error', () => undefined)
      .writeHead(200, { 'content-type': 'application/json', 'x-amzn-requestid': 'r' });
    let left = 262;
    const write = () => {
      while (left > 0 && !response.destroyed) {
        left -= 1;
        if (!response.write(part)) return void response.once('drain', write);
      }
      response.end();
    };
    write();
  });
  await once(aws.listen(0, '127.0.0.1'), 'listening');
  await using program = run(built, home, {
    args: ['--backend', 'aws', '--port', '0'],
    env: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(aws.address() as AddressInfo).port}`,
      AWS_ACCESS_KEY_ID: '111122223333',
      AWS_SECRET_ACCESS_KEY: 'any',
      AWS_ACCOUNT_ID: '111122223333',
      AWS_REGION: 'us-east-1',
    },
  });
  const url = await urlOf(program);
  const ask = async (index: number) => {
    const response = await fetch(`${url}?query=${encodeURIComponent(`{ vault(name: "v${index}") { name } }`)}`);
    return (await response.json()) as { errors: { message: string; extensions: { code: string } }[] };
  };
  await ask(-1);
  resetPeak(program);
  const before = peakOf(program);
  const answers = [];
  for (let round = 0; round < 6; round += 1) {
    answers.push(...(await Promise.all(Array.from({ length: 20 }, (_, index) => ask(20 * round + index)))));
  }
  const growth = peakOf(program) - before;
  aws.closeAllConnections();
  aws.close();
  for (const { errors } of answers) expect(errors[0]?.extensions.code).toBe('SERVICE_UNAVAILABLE');
  expect(growth).toBeLessThan(budget + uncollected);
});
