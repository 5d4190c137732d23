// What watches share where there are several processes. Of all instances that attend a watch one has its lease and looks;
// it writes with the number of its tenure, and a number that is not the lease's any more writes nothing.
import { createHash, randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { Interest, LeaseState, VersionedSnapshot, WatchStore } from '../../watch/watchStore.ts';
import { encode } from './codec.ts';
import { type Connection, RedisError } from './connectRedis.ts';
import { onceKey, watchKey } from './keys.ts';
import { readInterest, readLastPoll, readSnapshot } from './readStored.ts';
import { createWatchEvents } from './watchEvents.ts';
import { attendScript, leaveScript, type Script, writeScript } from './watchScripts.ts';

/** In milliseconds; an instance that is paused for less keeps its place. */
const attendEvery = 1_000;
const leaseFor = 4_000;
const interestFor = 10_000;
const keepFor = 60 * 60_000;

const changes = encode({ kind: 'changes' });

/** What this instance knows that the server has, so that large interests travel only when they change. */
interface Told {
  /** Of this instance's own interest. */
  digest: string | null;
  interests: Map<string, { digest: string; interest: Interest }>;
}

const keysOf = (key: string) =>
  ['state', 'jobs', 'order', 'lease', 'interests', 'alive'].map((part) => watchKey(key, part));

const channelOf = (key: string) => watchKey(key, 'events');

const digestOf = (text: string) => createHash('sha1').update(text).digest('base64');

const byVersion = (one: VersionedSnapshot, other: VersionedSnapshot) => one.version - other.version;

export function createRedisWatchStore(connection: Connection, log: Logger): WatchStore {
  const instance = randomBytes(8).toString('hex');
  const told = new Map<string, Told>();
  const { listen, unlisten, clear } = createWatchEvents(connection, { channelOf, log });
  const complained = new Set<string>();
  const underWay = new Map<string, Promise<unknown>>();

  /** One after another for each watch: who attends after leaving has not left, and the other way round. */
  const inOrder = async <T>(key: string, task: () => Promise<T>): Promise<T> => {
    const done = (underWay.get(key) ?? Promise.resolve()).then(task);
    const settled = done.catch(() => undefined);
    underWay.set(key, settled);
    try {
      return await done;
    } finally {
      if (underWay.get(key) === settled) underWay.delete(key);
    }
  };

  const isUnread = (key: string, what: string) => {
    if (complained.has(what)) return;
    complained.add(what);
    log.warn({ key, what }, 'Redis holds something that cannot be read; it counts as absent');
  };

  /** Nobody would tell again what is spoilt there: a watch that begins another life is told all. */
  const beginAnew = async (key: string, what: string) => {
    isUnread(key, what);
    await connection.send('DEL', keysOf(key));
    await connection.send('PUBLISH', [channelOf(key), changes]);
  };

  /** Of instance, digest, and the interest itself where it is not known yet. */
  const toInterests = (key: string, known: Told['interests'], wanted: string[]) => {
    const interests: Told['interests'] = new Map();
    for (let at = 0; at + 2 < wanted.length; at += 3) {
      const [id = '', digest = '', body = ''] = wanted.slice(at, at + 3);
      const interest = body === '' ? known.get(id)?.interest : readInterest(body);
      if (interest) interests.set(id, { digest, interest });
      else isUnread(key, 'an interest');
    }
    return interests;
  };

  const run = (script: Script, key: string, args: readonly (string | number)[]) =>
    connection.run(script, keysOf(key), args).catch(async (error: unknown) => {
      // Somebody stored another kind of thing under a key of ours.
      const isForeign = error instanceof RedisError && error.message.includes('WRONGTYPE');
      if (isForeign) await beginAnew(key, 'a key').catch(() => undefined);
      throw error;
    });

  const attend: WatchStore['heartbeat'] = async (key, known, interest) => {
    const mine = told.get(key) ?? { digest: null, interests: new Map() };
    told.set(key, mine);
    const body = encode(interest);
    const digest = digestOf(body);
    const knownDigests = [...mine.interests].map(([id, { digest: its }]) => `${id} ${its}`).join('\n');
    const ask = async (sent: string): Promise<unknown[]> => {
      const epoch = randomBytes(8).toString('hex');
      const asked = [instance, known.epoch ?? '', known.version, digest, sent];
      const args = [...asked, epoch, leaseFor, interestFor, keepFor, knownDigests, channelOf(key), changes];
      return (await run(attendScript, key, args)) as unknown[];
    };

    let reply = await ask(mine.digest === digest ? '' : body);
    if (reply.length === 1) reply = await ask(body);
    mine.digest = digest;
    const [epoch, version, fencingToken, look, stored, wanted] = reply;
    mine.interests = toInterests(key, mine.interests, wanted as string[]);
    const lastPoll: LeaseState['lastPoll'] | undefined = look === '' ? null : readLastPoll(look);
    const snapshots = (stored as unknown[]).map(readSnapshot);
    if (snapshots.includes(undefined)) await beginAnew(key, 'a snapshot');
    else if (lastPoll === undefined) await beginAnew(key, 'a look');
    return {
      epoch: String(epoch),
      version: Number(version),
      changes: snapshots.filter((snapshot) => snapshot !== undefined).sort(byVersion),
      lastPoll: lastPoll ?? null,
      fencingToken: fencingToken === '' ? null : Number(fencingToken),
      interests: [...mine.interests.values()].map(({ interest: its }) => its),
    };
  };

  const leave: WatchStore['leave'] = async (key) => {
    told.delete(key);
    // Where it cannot be said, the lease and the interest run out.
    await run(leaveScript, key, [instance, channelOf(key), changes]).catch((error: Error) =>
      log.debug({ reason: error.message }, 'could not leave a watch'),
    );
  };

  return {
    heartbeatInterval: attendEvery,
    heartbeat: (key, known, interest) => inOrder(key, () => attend(key, known, interest)),
    write: async (key, fencingToken, { snapshots, forgotten, ...lastPoll }) => {
      const seen = snapshots.flatMap((snapshot) => [snapshot.jobId, encode(snapshot)]);
      const args = [instance, fencingToken, encode(lastPoll), keepFor, channelOf(key), changes, forgotten.length];
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
      await Promise.all([...told.keys()].map((key) => inOrder(key, () => leave(key))));
      await Promise.all(underWay.values());
    },
  };
}
