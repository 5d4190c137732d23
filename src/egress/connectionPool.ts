// Connections to one origin that are kept open between requests, by undici: half of the CPU time of node:http's. Only direct
// connections: a proxy needs the agents of createEgress.ts.

import type { Dispatcher } from 'undici';
import Pool from 'undici/lib/dispatcher/pool.js';

export type ConnectionPool = Dispatcher;

/** Milliseconds that a connection is kept without a request, unless the server's Keep-Alive header says less. */
const idleTimeout = 60_000;

/** `connectTimeout` is in milliseconds. The limiter bounds the calls, so the pool has no bound. */
export const openConnectionPool = (origin: string, connectTimeout: number): ConnectionPool =>
  new Pool(origin, {
    connect: { timeout: connectTimeout },
    keepAliveTimeout: idleTimeout,
    // Each exchange has its own timeout for the headers, and its call one for the body.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
