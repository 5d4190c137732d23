// Things that instances remember for each other, for a while. It is never waited for longer than an AWS call takes, and
// whatever goes wrong is a miss.
import DataLoader from 'dataloader';
import type { Logger } from 'pino';
import { systemClock } from '../../core/clock.ts';
import type { SharedCache } from '../sharedCache.ts';
import { decode, encode } from './codec.ts';
import type { Connection } from './connectRedis.ts';
import { memoryKey } from './keys.ts';
import { keepScript } from './watchScripts.ts';

/** How long the answer is waited for, in milliseconds. */
const patience = 250;
/** So many things go in one command. */
const atOnce = 200;

interface Kept {
  key: string;
  thing: unknown;
}

/** All but the last word of a key: the vault, or the location. */
const placeOf = (key: string) => key.slice(0, key.lastIndexOf(' '));

const byPlace = <T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> => {
  const places = new Map<string, T[]>();
  for (const item of items) {
    const place = placeOf(keyOf(item));
    const there = places.get(place);
    if (there) there.push(item);
    else places.set(place, [item]);
  }
  return places;
};

export function createSharedCache(
  connection: Connection,
  { kind, milliseconds, log }: { kind: string; milliseconds: number; log: Logger },
): SharedCache {
  const generationKey = (place: string) => memoryKey(kind, place, 'generation');
  const thingKey = (key: string) => memoryKey(kind, placeOf(key), `of:${key.slice(placeOf(key).length + 1)}`);
  const failed = (error: Error) => log.debug({ reason: error.message, kind }, 'the shared memory did not answer');

  const readPlace = async (place: string, keys: readonly string[]): Promise<Map<string, unknown>> => {
    const [generation, ...texts] = (await connection.send('MGET', [
      generationKey(place),
      ...keys.map(thingKey),
    ])) as unknown[];
    const current = `${generation ?? 0} `;
    return new Map(
      keys.flatMap((key, at) => {
        const text = texts[at];
        if (typeof text !== 'string' || !text.startsWith(current)) return [];
        const thing = decode(text.slice(current.length));
        return thing === undefined ? [] : [[key, thing]];
      }),
    );
  };

  /** Keys asked for at the same moment are one command for each place. */
  const reads = new DataLoader<string, unknown>(
    async (keys) => {
      const read = [...byPlace(keys, (key) => key)].map(([place, there]) =>
        readPlace(place, there).catch((error: Error) => {
          failed(error);
          return new Map<string, unknown>();
        }),
      );
      const found = new Map((await inTime(Promise.all(read), [])).flatMap((things) => [...things]));
      return keys.map((key) => found.get(key));
    },
    { cache: false, maxBatchSize: atOnce },
  );

  const writes = new DataLoader<Kept, void>(
    async (things) => {
      for (const [place, there] of byPlace(things, ({ key }) => key)) {
        const keys = [generationKey(place), ...there.map(({ key }) => thingKey(key))];
        connection.run(keepScript, keys, [milliseconds, ...there.map(({ thing }) => encode(thing))]).catch(failed);
      }
      return things.map(() => undefined);
    },
    { cache: false, maxBatchSize: atOnce },
  );

  return {
    get: async (key) => (connection.isReady() ? reads.load(key) : undefined),
    set: (key, thing) => {
      if (connection.isReady()) writes.load({ key, thing }).catch(failed);
    },
    forget: (place) => {
      // Kept longer than the things, so that none of them is current again when it is gone.
      const generation = generationKey(place);
      const next = Math.floor(systemClock.now() * 1000 + Math.random() * 1000);
      connection.send('SET', [generation, next, 'PX', 2 * milliseconds]).catch(failed);
    },
  };
}

/** What comes, or the other thing when it has not come in time. */
function inTime<T>(coming: Promise<T>, otherwise: T): Promise<T> {
  return new Promise((resolve, reject) => {
    const disarm = systemClock.after(patience, () => resolve(otherwise));
    coming.finally(disarm).then(resolve, reject);
  });
}
