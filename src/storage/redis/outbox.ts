// The outbox of several processes, in Redis. What is taken has a lease: if the process dies, another one takes it again when the
// lease has ended, under the same id.
import type { Logger } from 'pino';
import type { Notification } from '../../notifications/notification.ts';
import {
  type AwaitedRestore,
  jobKeyOf,
  keptBeginning,
  keptClaim,
  keptRestoresFor,
  keptWaiting,
  maxRestores,
  maxWaiting,
  type Outbox,
  type WaitingNotification,
} from '../../notifications/outbox.ts';
import { decode, encode } from './codec.ts';
import type { Connection } from './connectRedis.ts';
import { outboxKey } from './keys.ts';
import { luaScript } from './luaScript.ts';
import { isObject } from './parseStored.ts';
import type { RedisTimes } from './redisTimes.ts';

const offerScript = luaScript('outboxPrelude.lua', 'offerNotification.lua');
const takeScript = luaScript('outboxPrelude.lua', 'takeNotifications.lua');
const settleScript = luaScript('outboxPrelude.lua', 'settleNotification.lua');
const keepScript = luaScript('keepRestore.lua');

const claimKey = (route: string, id: string) => outboxKey(route, `claim:${id}`);

const keysOf = (route: string) => ['due', 'queues', 'messages', 'tries'].map((part) => outboxKey(route, part));

export function createRedisOutbox(
  connection: Pick<Connection, 'run' | 'send'>,
  log: Logger,
  { outboxPoll }: Pick<RedisTimes, 'outboxPoll'>,
): Outbox {
  const settle = (route: string, id: string, job: string, dueAt: number, tries: string) =>
    connection.run(settleScript, keysOf(route), [id, job, dueAt, tries, keptWaiting]);

  return {
    pollInterval: outboxPoll,
    begin: async (route, now) => {
      const key = outboxKey(route, 'since');
      await connection.send('SET', [key, now, 'PX', keptBeginning, 'NX']);
      const since = Number(await connection.send('GET', [key]));
      return Number.isFinite(since) && since > 0 ? since : now;
    },
    offer: async (route, notification, now) => {
      const keys = [...keysOf(route), claimKey(route, notification.id)];
      const text = encode(notification);
      const args = [
        notification.id,
        jobKeyOf(notification),
        text,
        keptClaim(notification),
        maxWaiting,
        now,
        keptWaiting,
      ];
      const answer = await connection.run(offerScript, keys, args);
      return answer === 'added' || answer === 'full' ? answer : 'known';
    },
    take: async (route, { now, leaseUntil, limit }) => {
      const keys = [...keysOf(route), outboxKey(route, 'since'), outboxKey(route, 'paused')];
      const args = [now, leaseUntil, limit, keptWaiting, keptBeginning];
      const [waiting, next, ...taken] = (await connection.run(takeScript, keys, args)) as unknown[];
      const due: WaitingNotification[] = [];
      for (let at = 0; at + 3 < taken.length; at += 4) {
        const [job = '', id = '', text = '', tries = ''] = taken.slice(at, at + 4).map(String);
        const notification = parseNotification(text, id);
        if (notification) {
          const [attempts, firstTriedAt] = tries.split(' ').map(Number);
          due.push({ notification, attempts: attempts || 0, firstTriedAt: firstTriedAt || null });
        } else {
          log.warn({ route }, 'a notification in Redis cannot be read; it was removed');
          await settle(route, id, job, now, '');
        }
      }
      return { due, nextAt: next === '' ? null : Number(next), waiting: Number(waiting) };
    },
    remove: async (route, notification, now) => {
      await settle(route, notification.id, jobKeyOf(notification), now, '');
    },
    postpone: async (route, { notification, attempts, firstTriedAt }, dueAt) => {
      await settle(route, notification.id, jobKeyOf(notification), dueAt, `${attempts} ${firstTriedAt ?? ''}`);
    },
    pause: async (route, until, now) => {
      await connection.send('SET', [outboxKey(route, 'paused'), until, 'PX', Math.max(1, until - now)]);
    },
    keepRestore: async (route, restore) => {
      const keys = [outboxKey(route, 'restores'), claimKey(route, restore.id)];
      const args = [restore.id, encode(restore), maxRestores, keptRestoresFor];
      const answer = await connection.run(keepScript, keys, args);
      return answer === 'kept' || answer === 'full' ? answer : 'known';
    },
    keptRestores: async (route) => {
      const texts = (await connection.send('HVALS', [outboxKey(route, 'restores')])) as unknown[];
      return texts.flatMap((text) => parseRestore(String(text)) ?? []);
    },
    dropRestore: async (route, id) => {
      await connection.send('HDEL', [outboxKey(route, 'restores'), id]);
    },
  };
}

/** Undefined for anything else. */
function parseRestore(text: string): AwaitedRestore | undefined {
  const value = decode(text);
  if (!isObject(value) || typeof value['id'] !== 'string' || typeof value['endedAt'] !== 'number') return undefined;
  const { id, endedAt, job } = value;
  if (!isObject(job)) return undefined;
  const { accountId, region, jobId } = job;
  if (typeof accountId !== 'string' || typeof region !== 'string' || typeof jobId !== 'string') return undefined;
  return { id, endedAt, job: { accountId, region, jobId } };
}

/** Checks what the gateway computes with. Undefined for anything else: the server is shared with others. */
function parseNotification(text: string, id: string): Notification | undefined {
  const value = decode(text);
  if (!isObject(value) || value['id'] !== id || typeof value['event'] !== 'string') return undefined;
  const { at, job } = value;
  if (typeof at !== 'number' || !isObject(job) || typeof job['id'] !== 'string') return undefined;
  return value as unknown as Notification;
}
