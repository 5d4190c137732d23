// Watch store of several processes, in Redis. One of the instances that send heartbeats for a watch holds its lease and
// polls. It writes with the fencing token of its lease; a token that is no longer that of the lease writes nothing.
import { createHash, randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { Interest, LeaseState, VersionedSnapshot, WatchStore } from '../../watch/watchStore.ts';
import { encode } from './codec.ts';
import { type Connection, RedisError } from './connectRedis.ts';
import { onceKey, watchKey } from './keys.ts';
import { luaScript, type Script } from './luaScript.ts';
import { parseFailure, parseInterest, parseLastPoll, parseSnapshot } from './parseStored.ts';
import type { RedisTimes } from './redisTimes.ts';
import { createRedisWatchEvents } from './watchEvents.ts';

/** Of everything else in Redis, in milliseconds. */
const ttl = 60 * 60_000;

const heartbeatScript = luaScript('watchPrelude.lua', 'heartbeat.lua');
const writeScript = luaScript('watchPrelude.lua', 'writePoll.lua');
const leaveScript = luaScript('watchPrelude.lua', 'leaveWatch.lua');

const changes = encode({ kind: 'changes' });

/** What the server has of a watch and this instance knows too: large interests travel only when they change. */
interface Exchanged {
  /** Of this instance's own interest. */
  digest: string | null;
  interests: Map<string, { digest: string; interest: Interest }>;
}

const keysOf = (key: string) =>
  ['state', 'jobs', 'order', 'lease', 'interests', 'alive'].map((part) => watchKey(key, part));

const channelOf = (key: string) => watchKey(key, 'events');

const digestOf = (text: string) => createHash('sha1').update(text).digest('base64');

const byVersion = (one: VersionedSnapshot, other: VersionedSnapshot) => one.version - other.version;

export function createRedisWatchStore(
  connection: Connection,
  log: Logger,
  { heartbeat: heartbeatInterval, lease, interest: interestTtl }: Pick<RedisTimes, 'heartbeat' | 'lease' | 'interest'>,
): WatchStore {
  const instance = randomBytes(8).toString('hex');
  const exchanged = new Map<string, Exchanged>();
  const { listen, unlisten, clear } = createRedisWatchEvents(connection, { channelOf, log });
  const reported = new Set<string>();
  const pending = new Map<string, Promise<unknown>>();

  /** Runs the tasks of a watch one after another: a heartbeat after leaving joins again, and the other way round. */
  const inOrder = async <T>(key: string, task: () => Promise<T>): Promise<T> => {
    const done = (pending.get(key) ?? Promise.resolve()).then(task);
    const settled = done.catch(() => undefined);
    pending.set(key, settled);
    try {
      return await done;
    } finally {
      if (pending.get(key) === settled) pending.delete(key);
    }
  };

  const reportUnreadable = (key: string, what: string) => {
    if (reported.has(what)) return;
    reported.add(what);
    log.warn({ key, what }, 'a value in Redis cannot be read; it counts as absent');
  };

  /** What is damaged there would never be sent again: a watch that begins a new epoch gets everything. */
  const beginEpoch = async (key: string, what: string) => {
    reportUnreadable(key, what);
    await connection.send('DEL', keysOf(key));
    await connection.send('PUBLISH', [channelOf(key), changes]);
  };

  /** From triples of instance, digest, and the interest itself if it is not known yet. */
  const toInterests = (key: string, known: Exchanged['interests'], triples: string[]) => {
    const interests: Exchanged['interests'] = new Map();
    for (let at = 0; at + 2 < triples.length; at += 3) {
      const [id = '', digest = '', body = ''] = triples.slice(at, at + 3);
      const interest = body === '' ? known.get(id)?.interest : parseInterest(body);
      if (interest) interests.set(id, { digest, interest });
      else reportUnreadable(key, 'an interest');
    }
    return interests;
  };

  const run = (script: Script, key: string, args: readonly (string | number)[]) =>
    connection.run(script, keysOf(key), args).catch(async (error: unknown) => {
      // Something else stored another type under one of these keys.
      const isForeign = error instanceof RedisError && error.message.includes('WRONGTYPE');
      if (isForeign) await beginEpoch(key, 'a key').catch(() => undefined);
      throw error;
    });

  const heartbeat: WatchStore['heartbeat'] = async (key, known, interest) => {
    const mine = exchanged.get(key) ?? { digest: null, interests: new Map() };
    exchanged.set(key, mine);
    const body = encode(interest);
    const digest = digestOf(body);
    const knownDigests = [...mine.interests].map(([id, { digest: its }]) => `${id} ${its}`).join('\n');
    const send = async (sent: string): Promise<unknown[]> => {
      const epoch = randomBytes(8).toString('hex');
      const state = [instance, known.epoch ?? '', known.version, digest, sent];
      const args = [...state, epoch, lease, interestTtl, ttl, knownDigests, channelOf(key), changes];
      return (await run(heartbeatScript, key, args)) as unknown[];
    };

    let reply = await send(mine.digest === digest ? '' : body);
    if (reply.length === 1) reply = await send(body);
    mine.digest = digest;
    const [epoch, version, fencingToken, poll, failed, stored, wanted] = reply;
    mine.interests = toInterests(key, mine.interests, wanted as string[]);
    const lastPoll: LeaseState['lastPoll'] | undefined = poll === '' ? null : parseLastPoll(poll);
    const transientFailure: LeaseState['transientFailure'] | undefined = failed === '' ? null : parseFailure(failed);
    const snapshots = (stored as unknown[]).map(parseSnapshot);
    if (snapshots.includes(undefined)) await beginEpoch(key, 'a snapshot');
    else if (lastPoll === undefined || transientFailure === undefined) await beginEpoch(key, 'a poll');
    return {
      epoch: String(epoch),
      version: Number(version),
      changes: snapshots.filter((snapshot) => snapshot !== undefined).sort(byVersion),
      lastPoll: lastPoll ?? null,
      transientFailure: transientFailure ?? null,
      fencingToken: fencingToken === '' ? null : Number(fencingToken),
      interests: [...mine.interests.values()].map(({ interest: its }) => its),
    };
  };

  const leave: WatchStore['leave'] = async (key) => {
    exchanged.delete(key);
    // If it fails, the lease and the interest expire.
    await run(leaveScript, key, [instance, channelOf(key), changes]).catch((error: Error) =>
      log.debug({ reason: error.message }, 'could not leave a watch'),
    );
  };

  return {
    heartbeatInterval,
    heartbeat: (key, known, interest) => inOrder(key, () => heartbeat(key, known, interest)),
    write: async (key, fencingToken, result, transientFailure = null) => {
      const { snapshots, forgotten, ...lastPoll } = result ?? { snapshots: [], forgotten: [] };
      const seen = snapshots.flatMap((snapshot) => [snapshot.jobId, encode(snapshot)]);
      const state = [result ? encode(lastPoll) : '', transientFailure ? encode(transientFailure) : ''];
      const args = [instance, fencingToken, ...state, ttl, channelOf(key), changes, forgotten.length];
      return (await run(writeScript, key, [...args, ...forgotten, ...seen])) === 1;
    },
    leave: (key) => inOrder(key, () => leave(key)),
    listen,
    unlisten,
    wake: (key, hint) => {
      connection
        .send('PUBLISH', [channelOf(key), encode({ kind: 'wake', hint: hint ?? null })])
        .catch((error: Error) => log.debug({ reason: error.message }, 'could not wake a watch'));
    },
    once: async (id, seconds) => (await connection.send('SET', [onceKey(id), 1, 'EX', seconds, 'NX'])) === 'OK',
    close: async () => {
      clear();
      await Promise.all([...exchanged.keys()].map((key) => inOrder(key, () => leave(key))));
      await Promise.all(pending.values());
    },
  };
}
