// What the instances of a gateway share of the lists in their indexes: what one of them has read, and what each of them has
// changed. Guarantees: what another instance has read is used only if it is as new as the caller asks for, by the one time
// of all instances. It never undoes a change. Whatever fails, an instance works alone, as without others.
import type { Coverage } from './coverage.ts';
import type { Freshness } from './freshness.ts';
import type { Reading, Write } from './reading.ts';

/** What an instance has read of a list. */
export interface ListReading<Item> extends Pick<Reading<Item>, 'coverage' | 'asOf' | 'truncated' | 'skipped'> {
  readonly items: readonly Item[];
}

/** A change that an instance has made of an item of a list. */
export interface LoggedChange<Change> {
  /** The same on all instances. */
  readonly id: string;
  /** In the time of all instances. */
  readonly at: number;
  readonly change: Change;
}

/** A reading that this instance is about to begin, unless another one has read what it wants. */
export interface OpenedList<Item, Change> {
  /** In the time of all instances: nothing is read before it. */
  readonly startedAt: number;
  /**
   * Changes of all instances, oldest first: those that AWS's list may lack at `startedAt`, or may have lacked when `reading`
   * was read, and all later ones.
   */
  readonly changes: readonly LoggedChange<Change>[];
  /** What another instance has read; null if this one is to read the list. */
  readonly reading: ListReading<Item> | null;
  /** Offers what was read to the others. */
  publish(reading: ListReading<Item>): void;
  /** Nothing was read that others can use. */
  abandon(): void;
}

export interface SharedListsListener<Change> {
  /** A change by another instance. */
  changed(list: string, logged: LoggedChange<Change>): void;
  /** Another instance knows that nothing of the list is valid. */
  forgotten(list: string): void;
  /** Changes may have been missed, or the time has jumped: whatever was read before is uncertain. */
  uncertain(): void;
}

/** The lists of one kind. The names of lists are the same on all instances. */
export interface SharedLists<Item, Change> {
  /** Waits while another instance reads what is wanted, but not for long. Null if the other instances cannot be reached. */
  open(list: string, wanted: Coverage, freshness: Freshness): Promise<OpenedList<Item, Change> | null>;
  /** Reports a change to the others, and returns its id. */
  write(list: string, change: Change): string;
  forget(list: string): void;
  listen(listener: SharedListsListener<Change>): void;
}

/** One list, as `IndexedList` uses it. */
export interface SharedList<Item> {
  open(wanted: Coverage, freshness: Freshness): Promise<OpenedList<Item, Write<Item>> | null>;
}

/** The list of that name. `toWrite` turns changes into writes. */
export const sharedList = <Item, Change>(
  lists: SharedLists<Item, Change>,
  name: string,
  toWrite: (change: Change) => Write<Item>,
): SharedList<Item> => ({
  open: async (wanted, freshness) => {
    const opened = await lists.open(name, wanted, freshness);
    return (
      opened && { ...opened, changes: opened.changes.map((logged) => ({ ...logged, change: toWrite(logged.change) })) }
    );
  },
});
