// A gateway in a process of its own with a small heap, for measurements of memory. Reports its URL, and on request the heap that
// is in use after a collection.
import { startGateway } from '../support/startGateway.ts';

export type FloodedGatewayMessage = { url: string } | { usedHeap: number };

const { gc: collectGarbage } = globalThis;
if (!collectGarbage) throw new Error('start this with --expose-gc');

const gateway = await startGateway({
  TRUSTED_PROXIES: ['127.0.0.0/8'],
  REQUESTS_PER_MINUTE: { anonymous: 1000, authenticated: 1000 },
});
const send = (message: FloodedGatewayMessage) => void process.send?.(message);

process.on('message', () => {
  collectGarbage();
  collectGarbage();
  send({ usedHeap: process.memoryUsage().heapUsed });
});
send({ url: gateway.url });
