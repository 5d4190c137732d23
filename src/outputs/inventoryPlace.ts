// Where in an inventory a page goes on: what a cursor has to carry.
import { isCsvLayout } from './csvScanner.ts';
import { jsonLayout } from './jsonScanner.ts';

export interface InventoryPlace {
  /** The byte behind the record. */
  readonly offset: number;
  /** How the scanner reads what follows. */
  readonly layout: string;
  /** How many bytes a record had on average, so that the next page knows how much to ask for. */
  readonly mean: number;
}

/** Whether an inventory can have such a place: cursors come from outside. */
export const isInventoryPlace = ({ offset, layout, mean }: InventoryPlace): boolean =>
  [offset, mean].every((number) => Number.isSafeInteger(number) && number > 0) &&
  (layout === jsonLayout || (typeof layout === 'string' && isCsvLayout(layout)));
