// The lists of AWS that instances share, in Redis: readings with the time of the server at which they began, a lease for the
// instance that reads a list, and a log of changes. Every failure, and every late answer, means that an instance works alone.
import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { systemClock } from '../../core/clock.ts';
import type { Coverage } from '../../jobIndex/coverage.ts';
import type { Freshness } from '../../jobIndex/freshness.ts';
import type {
  ListReading,
  LoggedChange,
  OpenedList,
  SharedLists,
  SharedListsListener,
} from '../../jobIndex/sharedLists.ts';
import { decode, encode } from './codec.ts';
import { type Connection, withTimeout } from './connectRedis.ts';
import { listKey, listsChannel } from './keys.ts';
import { decodeItems, encodeItems } from './listCodec.ts';
import { luaScript } from './luaScript.ts';
import type { RedisTimes } from './redisTimes.ts';
import type { ServerTime } from './serverTime.ts';

/** A reading is kept for so long: callers rarely accept an older one. In milliseconds, as are the other times. */
const ttl = 5 * 60_000;
/** Of one list, with different coverages. */
const maxReadings = 8;

const openScript = luaScript('listPrelude.lua', 'openList.lua');
const publishScript = luaScript('listPrelude.lua', 'publishList.lua');
const changeScript = luaScript('listPrelude.lua', 'changeList.lua');
const forgetScript = luaScript('listPrelude.lua', 'forgetList.lua');

export interface SharedListsOptions<Item, Change> {
  /** Names the lists of this kind. */
  kind: string;
  /** Of values that are shared with others; undefined for what is no item or change of the list. */
  parseItem(list: string, value: unknown): Item | undefined;
  parseChange(list: string, value: unknown): Change | undefined;
  time: ServerTime;
  times: Pick<RedisTimes, 'cacheRead' | 'listWait' | 'listLease'>;
  listConsistencyDelay: number;
  log: Logger;
}

const newId = (): string => randomBytes(8).toString('hex');

const textOf = (coverage: Coverage): string => (coverage === null ? '*' : [...coverage].sort().join(','));

const coverageOf = (text: string): Coverage => (text === '*' ? null : new Set(text.split(',').filter(Boolean)));

export async function openRedisSharedLists<Item, Change>(
  connection: Connection,
  {
    kind,
    parseItem,
    parseChange,
    time,
    times: { cacheRead, listWait, listLease },
    listConsistencyDelay,
    log,
  }: SharedListsOptions<Item, Change>,
): Promise<SharedLists<Item, Change>> {
  const instance = newId();
  const channel = listsChannel(kind);
  const listeners: SharedListsListener<Change>[] = [];
  /** Of those that wait for what another instance reads, by list. */
  const waiters = new Map<string, Set<() => void>>();
  let changes = 0;

  const keysOf = (list: string) => ['state', 'log'].map((part) => listKey(`${kind} ${list}`, part));
  const failed = (error: Error) => log.debug({ reason: error.message, kind }, 'a list is not shared');
  const wake = (list: string) => {
    for (const resume of waiters.get(list) ?? []) resume();
  };
  const isUncertain = () => {
    for (const list of [...waiters.keys()]) wake(list);
    for (const { uncertain } of listeners) uncertain();
  };

  const logged = (list: string, id: string, text: string): LoggedChange<Change> | undefined => {
    const [, at] = /^(\d+)-\d+$/.exec(id) ?? [];
    const { by, change: value } = (decode(text) ?? {}) as Record<string, unknown>;
    const change = parseChange(list, value);
    return at === undefined || typeof by !== 'string' || change === undefined
      ? undefined
      : { id: by, at: Number(at), change };
  };

  // Changes before the subscription began may have been missed.
  const subscribe = () => connection.subscribe([channel]).then(isUncertain, failed);
  connection.onConnect((which) => {
    if (which === 'messages') void subscribe();
  });
  await subscribe();
  time.onJump(isUncertain);
  connection.onMessage((from, message) => {
    if (from !== channel) return;
    const [, what, name = '', id = '', text = ''] = /^(\w+) (\S+)(?: (\S+) (.*))?$/s.exec(message) ?? [];
    const list = decodeName(name);
    if (what === 'read') wake(list);
    if (what === 'forgotten' && id !== instance) for (const { forgotten } of listeners) forgotten(list);
    const change = what === 'changed' ? logged(list, id, text) : undefined;
    if (change && !change.id.startsWith(`${instance}:`)) for (const { changed } of listeners) changed(list, change);
  });

  /** Resolves when an instance has read the list, or after some milliseconds. */
  const nextReading = (list: string): { within(milliseconds: number): Promise<void>; cancel(): void } => {
    let resume: () => void = () => undefined;
    const read = new Promise<void>((resolve) => (resume = resolve));
    const waiting = waiters.get(list) ?? new Set();
    waiters.set(list, waiting.add(resume));
    return {
      within: async (milliseconds) => {
        const disarm = systemClock.after(milliseconds, resume);
        await read;
        disarm();
      },
      cancel: () => {
        waiting.delete(resume);
        if (waiting.size === 0 && waiters.get(list) === waiting) waiters.delete(list);
      },
    };
  };

  const publish = (list: string, epoch: string, token: string, reading: ListReading<Item>, text: string): void => {
    const coverage = textOf(reading.coverage);
    const { truncated, skipped } = reading;
    const header = text === '' ? '' : `${encode({ truncated, skipped })}\n${text}`;
    const args = [epoch, reading.asOf, token, coverage, header, maxReadings, ttl, channel, `read ${encodeName(list)}`];
    connection.run(publishScript, keysOf(list), args).catch(failed);
  };

  const opened = async (
    list: string,
    reply: unknown,
    token: string,
    isComparable: boolean,
  ): Promise<OpenedList<Item, Change>> => {
    const [epoch, now, what, log, coverage, asOf, text] = reply as [string, string, string, string[], ...string[]];
    const entries: LoggedChange<Change>[] = [];
    for (let at = 0; at + 1 < log.length; at += 2) {
      const change = logged(list, log[at] ?? '', log[at + 1] ?? '');
      if (change) entries.push(change);
    }
    const startedAt = Number(now);
    const found =
      what === 'found' && isComparable ? await parseReading(list, coverage ?? '', Number(asOf), text ?? '') : null;
    const nothing: ListReading<Item> = {
      coverage: null,
      asOf: startedAt,
      truncated: false,
      skipped: { count: 0, first: [] },
      items: [],
    };
    return {
      startedAt,
      changes: entries,
      reading: found,
      publish: (reading) => {
        encodeItems(reading.items).then((items) => publish(list, epoch, token, reading, items ?? ''), failed);
      },
      abandon: () => publish(list, epoch, token, nothing, ''),
    };
  };

  const parseReading = async (
    list: string,
    coverage: string,
    asOf: number,
    text: string,
  ): Promise<ListReading<Item> | null> => {
    const end = text.indexOf('\n');
    const { truncated, skipped } = (decode(text.slice(0, end)) ?? {}) as Partial<ListReading<Item>>;
    const items = await decodeItems(text.slice(end + 1), (value) => parseItem(list, value));
    if (!items || typeof truncated !== 'boolean' || !isSkipped(skipped)) return null;
    return { coverage: coverageOf(coverage), asOf, truncated, skipped, items };
  };

  const ask = async (list: string, args: readonly (string | number)[]) => {
    const sentAt = time.steadyNow();
    const reply = await withTimeout(cacheRead, connection.run(openScript, keysOf(list), args));
    const isComparable = time.observe(Number((reply as string[])[1]), sentAt);
    return { reply: reply as [string, string, string, ...unknown[]], isComparable };
  };

  const open = async (
    list: string,
    wanted: Coverage,
    { notBefore }: Freshness,
  ): Promise<OpenedList<Item, Change> | null> => {
    const token = newId();
    const oldest = Number.isFinite(notBefore) ? notBefore : '';
    const argsOf = (waits: boolean) => [
      ...[textOf(wanted), oldest, listConsistencyDelay, token],
      ...[listLease, waits ? 1 : 0, newId(), ttl + listConsistencyDelay],
    ];
    const next = nextReading(list);
    try {
      let { reply, isComparable } = await ask(list, argsOf(true));
      if (reply[2] === 'busy') {
        await next.within(Math.min(listWait, Number(reply[3])));
        ({ reply, isComparable } = await ask(list, argsOf(false)));
      }
      return await opened(list, reply, token, isComparable);
    } finally {
      next.cancel();
    }
  };

  return {
    open: async (list, wanted, freshness) => {
      if (!connection.isReady()) return null;
      return open(list, wanted, freshness).catch((error: Error) => {
        failed(error);
        return null;
      });
    },
    write: (list, change) => {
      changes += 1;
      const id = `${instance}:${changes}`;
      const args = [encode({ by: id, change }), newId(), ttl + listConsistencyDelay, channel];
      connection.run(changeScript, keysOf(list), [...args, `changed ${encodeName(list)}`]).catch(failed);
      return id;
    },
    forget: (list) => {
      const message = `forgotten ${encodeName(list)} ${instance} `;
      connection.run(forgetScript, keysOf(list), [newId(), ttl, channel, message]).catch(failed);
    },
    listen: (listener) => void listeners.push(listener),
  };
}

const encodeName = (list: string): string => encodeURIComponent(list);

/** Anybody can publish. */
function decodeName(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

const isSkipped = (value: unknown): value is ListReading<unknown>['skipped'] => {
  const { count, first } = (value ?? {}) as Record<string, unknown>;
  return typeof count === 'number' && Array.isArray(first);
};
