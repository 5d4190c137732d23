// The lists of vaults, one for each location. Queries and feeds share them. While a list is followed, it is read at one pace,
// however many follow it. Vaults that this gateway creates or deletes show at once.
import type { Logger } from 'pino';
import type { AwsSession } from '../aws/client/awsSession.ts';
import { listVaults, listVaultsLimit } from '../aws/glacier/listVaults.ts';
import type { VaultRecord } from '../aws/glacier/vaultRecord.ts';
import type { Clock } from '../core/clock.ts';
import { GatewayError } from '../core/errors.ts';
import { type Location, locationKey, type VaultKey, vaultKey } from '../core/location.ts';
import type { MaybePromise } from '../core/maybePromise.ts';
import { readPages } from '../core/readPages.ts';
import { noneSkipped } from '../core/skippedRecords.ts';
import { FollowedVaultList } from './followedVaultList.ts';
import type { Freshness } from './freshness.ts';
import { IndexedList, type Outcome, outcomeOf } from './indexedList.ts';
import { type VaultChange, writeOfVault } from './listChanges.ts';
import { type SharedLists, sharedList } from './sharedLists.ts';

export interface VaultLists {
  /** Calls `onVaults` with the vaults as they are read. A promise, for the end of the list, only if it is not known. */
  read(
    request: VaultListRequest,
    onVaults: (vaults: readonly VaultRecord[]) => void,
  ): MaybePromise<Outcome<VaultRecord>>;
  /** What is known of the list without a call, if that is fresh enough. */
  known(location: Location, freshness: Freshness): Outcome<VaultRecord> | null;
  /** Keeps the list of the location current until it is stopped. `onChange` is called after each change of the names or of the failure. */
  follow(location: Location, onChange: () => void): FollowedVaults;
  /** A vault that was just created. */
  put(vault: VaultRecord): void;
  /** A vault that was just deleted. */
  remove(vault: VaultKey): void;
  close(): void;
}

export interface VaultListRequest {
  location: Location;
  freshness: Freshness;
  aws: AwsSession;
  /** Whether the caller may read one more page. */
  mayReadPage(): boolean;
}

export interface FollowedVaults {
  /** In the order of AWS's list; null until it was read once. */
  readonly vaults: readonly VaultRecord[] | null;
  /** Why the last reading failed; null if it did not. The vaults are then those of the last reading that did not. */
  readonly failure: GatewayError | null;
  stop(): void;
}

export interface VaultListServices {
  /** An AWS session of the gateway itself; the signal ends its calls. */
  session(signal: AbortSignal): AwsSession;
  /** AWS's clock: paces the readings of what is followed. */
  clock: Clock;
  /** The time that `asOf` counts in. */
  realClock: Pick<Clock, 'now'>;
  listConsistencyDelay: number;
  /** What other instances know of the lists; absent if there are none. */
  shared?: SharedLists<VaultRecord, VaultChange> | undefined;
  /** Called after each change of what is kept of a list. */
  onChange?: (() => void) | undefined;
  log: Logger;
}

const always: Freshness = { notBefore: Number.POSITIVE_INFINITY, acceptsFollowed: false };

/** The name of a location's list. */
export const vaultListName = (location: Location): string => `vaults ${locationKey(location)}`;

export function createVaultLists({
  session,
  clock,
  realClock,
  listConsistencyDelay,
  shared,
  onChange,
  log,
}: VaultListServices): VaultLists {
  /** By their names. */
  const lists = new Map<string, IndexedList<VaultRecord>>();
  const following = new Map<string, FollowedVaultList>();
  /** The last readings of locations that Glacier is closed to. Such a failure is AWS's answer, and as lasting as a list. */
  const closed = new Map<string, Outcome<VaultRecord>>();

  const listOf = (location: Location): IndexedList<VaultRecord> => {
    const name = vaultListName(location);
    const known = lists.get(name);
    if (known) return known;
    const list = new IndexedList<VaultRecord>({
      keyOf: vaultKey,
      isCovered: () => true,
      listConsistencyDelay,
      now: () => realClock.now(),
      shared: shared && sharedList(shared, name, writeOfVault),
      onChange,
    });
    lists.set(name, list);
    return list;
  };

  const known: VaultLists['known'] = (location, freshness) => {
    const followed = following.get(locationKey(location));
    if (freshness.acceptsFollowed && followed?.failure) {
      const { vaults, failure, asOf } = followed;
      return {
        items: new Map(vaults?.map((vault) => [vaultKey(vault), vault])),
        list: vaults ?? [],
        asOf,
        truncated: false,
        skipped: noneSkipped,
        failure,
      };
    }
    const refused = closed.get(locationKey(location));
    if (refused && refused.asOf >= freshness.notBefore) return refused;
    const reading = listOf(location).find(null, freshness);
    return reading ? outcomeOf(reading) : null;
  };

  const read: VaultLists['read'] = (request, onVaults) => {
    const before = known(request.location, request.freshness);
    if (!before) return readUnknown(request, onVaults);
    onVaults(before.list);
    if (!before.failure) request.aws.usage.cached += 1;
    return before;
  };

  const readUnknown = async (
    { location, freshness, aws, mayReadPage }: VaultListRequest,
    onVaults: (vaults: readonly VaultRecord[]) => void,
  ): Promise<Outcome<VaultRecord>> => {
    const { outcome, origin } = await listOf(location).read(null, freshness, {
      coverage: null,
      run: async (take) => {
        const page = (marker: string | null) => listVaults(aws, location, { limit: listVaultsLimit, marker });
        if (!mayReadPage()) return 'cut';
        for await (const { items, marker, skipped } of readPages(page)) {
          take(items, skipped);
          onVaults(items);
          if (marker !== null && !mayReadPage()) return 'cut';
        }
        return 'whole';
      },
    });
    // What was written meanwhile is not in the pages.
    onVaults(outcome.list);
    if (origin === 'aws') {
      if (outcome.failure?.code === 'NO_LONGER_SUPPORTED') closed.set(locationKey(location), outcome);
      else closed.delete(locationKey(location));
      onChange?.();
      publish(location, outcome);
    } else {
      aws.usage.cached += 1;
    }
    return outcome;
  };

  /**
   * Followers get the newest list, whichever caller read it. A failure is that of the caller's request, such as its deadline:
   * the followers get those of the gateway's own readings.
   */
  const publish = (location: Location, outcome: Outcome<VaultRecord>): void => {
    const { asOf, failure, truncated } = outcome;
    const followed = following.get(locationKey(location));
    if (!followed || failure || truncated) return;
    listOf(location).follow((reading) => ({ asOf: reading.asOf, isFollowed: reading.asOf >= asOf }));
    followed.update(outcome);
  };

  /** Returns the failure, if any. An internal error is one too: the list is read again later. */
  const failureOf = async (location: Location, signal: AbortSignal): Promise<GatewayError | null> => {
    try {
      const request = { location, freshness: always, aws: session(signal), mayReadPage: () => true };
      return (await read(request, () => undefined)).failure;
    } catch (error) {
      if (signal.aborted) return null;
      log.error({ err: error, location }, 'reading a list of vaults failed');
      return new GatewayError('INTERNAL_SERVER_ERROR', 'Reading the vaults failed with an internal error.');
    }
  };

  const startFollowing = (location: Location): FollowedVaultList => {
    const followed = new FollowedVaultList();
    following.set(locationKey(location), followed);
    void followed.poll((signal) => failureOf(location, signal), clock);
    return followed;
  };

  const stopFollowing = (location: Location, followed: FollowedVaultList): void => {
    const key = locationKey(location);
    followed.end();
    if (following.get(key) === followed) following.delete(key);
    listOf(location).follow((reading) => ({ asOf: reading.asOf, isFollowed: false }));
  };

  const write = (vault: VaultKey, change: VaultChange): void => {
    const id = shared?.write(vaultListName(vault), change);
    const written = writeOfVault(change);
    listOf(vault).write(written, id);
    following.get(locationKey(vault))?.write(written);
  };

  shared?.listen({
    changed: (name, { id, at, change }) => {
      const written = writeOfVault(change);
      lists.get(name)?.write(written, id, at);
      if (name === vaultListName(change.vault)) following.get(locationKey(change.vault))?.write(written);
    },
    forgotten: (name) => lists.get(name)?.clear(),
    uncertain: () => {
      for (const list of lists.values()) list.clear();
    },
  });

  return {
    read,
    known,
    follow: (location, onChange) => {
      const followed = following.get(locationKey(location)) ?? startFollowing(location);
      const remove = followed.add(onChange);
      return {
        get vaults() {
          return followed.vaults;
        },
        get failure() {
          return followed.failure;
        },
        stop: () => {
          if (remove() && !followed.hasFollowers) stopFollowing(location, followed);
        },
      };
    },
    put: (vault) => write(vault, { kind: 'created', vault }),
    remove: (vault) => write(vault, { kind: 'deleted', vault }),
    close: () => {
      for (const followed of following.values()) followed.end();
      following.clear();
    },
  };
}
