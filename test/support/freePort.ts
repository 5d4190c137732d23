// A port for a program that is started later. The operating system gives the ports from 32768 on to connections and servers
// that ask for any, so one of those could be taken in between.
import { once } from 'node:events';
import { createServer } from 'node:net';

const [first, last] = [12_000, 32_000];

/** Each process begins elsewhere. */
let next = first + ((process.pid * 100) % (last - first));

export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 1_000; tries += 1) {
    const port = next;
    next = next + 1 < last ? next + 1 : first;
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port from ${first} to ${last}`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  // once() rejects if the server emits an error.
  const isListening = await once(server.listen(port, '127.0.0.1'), 'listening').then(
    () => true,
    () => false,
  );
  if (isListening) await new Promise((resolve) => server.close(resolve));
  return isListening;
}
