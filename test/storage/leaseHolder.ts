// A process that takes a lease, prints its fencing token, and writes with it on request.
import { createInterface } from 'node:readline';
import { pino } from 'pino';
import { openRedis } from '../../src/storage/redis/openRedis.ts';
import { glacierJob, snapshot } from './records.ts';

const { REDIS_URL = '', WATCH = '' } = process.env;
const { watchStore, close } = await openRedis(REDIS_URL, pino({ level: 'silent' }));
const { fencingToken } = await watchStore.heartbeat(
  WATCH,
  { epoch: null, version: 0 },
  { all: true, jobIds: [], detailed: [] },
);
process.stdout.write(`${fencingToken}\n`);
for await (const _ of createInterface(process.stdin)) {
  const snapshots = [snapshot(glacierJob('stale'))];
  const look = { snapshots, forgotten: [], at: 0, sweptAt: null, failure: null };
  process.stdout.write(`${await watchStore.write(WATCH, fencingToken ?? 0, look)}\n`);
}
await close();
