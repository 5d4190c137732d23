// HTTP server: refuses other sites, routes requests to the control endpoints or to AWS's operations, and writes the outcome. Closing ends keep-alive
// connections and delays too, so that no test hangs.
import { setMaxListeners } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bytesOf } from '../world/byteSource.ts';
import { CONTROL_PREFIX, control } from './control.ts';
import { type Backend, dispatch, errorResponse, serviceOf } from './dispatch.ts';
import { readBody, readHead, splitTarget } from './readRequest.ts';
import { type GuardOptions, refuseForeign } from './refuseForeign.ts';
import { type Outcome, sendOutcome } from './sendOutcome.ts';
import type { RequestHead, WireResponse } from './service.ts';

export interface ListeningServer {
  url: string;
  close(): Promise<void>;
}

/** Further content by path. */
export type Documents = Readonly<Record<string, () => Promise<string>>>;

export async function listen(
  backend: Omit<Backend, 'signal'>,
  { port, documents = {}, ...guard }: { port: number; documents?: Documents } & GuardOptions,
): Promise<ListeningServer> {
  const closing = new AbortController();
  // Each delay adds a listener.
  setMaxListeners(0, closing.signal);
  const handle = createHandler({ ...backend, signal: closing.signal }, guard, documents);
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, guard.host, resolve);
  });
  return {
    url: urlOf(server.address() as AddressInfo),
    close: () =>
      new Promise((resolve) => {
        closing.abort(new Error('the simulator is closing'));
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function createHandler(backend: Backend, guard: GuardOptions, documents: Documents) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const caller = new AbortController();
    response.once('close', () => caller.abort(gone));
    try {
      await sendOutcome(await outcomeOf(request, backend, guard, documents, caller.signal), response);
    } catch {
      // The client disconnected, or the simulator is closing: no response is possible.
      response.destroy();
    }
  };
}

const gone = new Error('the caller has gone');

async function outcomeOf(
  message: IncomingMessage,
  backend: Backend,
  guard: GuardOptions,
  documents: Documents,
  caller: AbortSignal,
): Promise<Outcome> {
  let protocol = backend.services[0]?.protocol;
  let head: RequestHead | undefined;
  try {
    refuseForeign(message.headers, guard);
    head = readHead(message);
    protocol = serviceOf(head, backend.services)?.protocol;
    const request = { ...head, body: await readBody(message, backend.world.heldBytes) };
    const { pathname } = splitTarget(message.url ?? '/');
    if (pathname.startsWith(CONTROL_PREFIX)) return { kind: 'answer', response: control(request, guard.host, backend) };
    const document = request.method === 'GET' && Object.hasOwn(documents, pathname) ? documents[pathname] : undefined;
    if (document) return { kind: 'answer', response: text(await document()) };
    return await dispatch(request, backend, caller);
  } catch (error) {
    if (message.destroyed && !message.complete) throw error;
    if (backend.signal.aborted) return { kind: 'reset' };
    return {
      kind: 'answer',
      response: errorResponse(error, protocol, backend.world.ids.request(), head),
    };
  }
}

const text = (content: string): WireResponse => ({
  status: 200,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: bytesOf(Buffer.from(content)),
});

function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
