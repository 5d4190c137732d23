// The position in an inventory at which a page resumes. Cursors carry it as an opaque text.
import { isCsvLayout } from './csvScanner.ts';
import { jsonLayout } from './jsonScanner.ts';

export interface InventoryPosition {
  /** The byte after the record. */
  readonly offset: number;
  /** The layout that the scanner needs to read the rest. */
  readonly layout: string;
  /** The average size of a record in bytes. The next page requests bytes accordingly. */
  readonly mean: number;
}

/** Whether an inventory can have such a position. Cursors come from callers. */
export const isInventoryPosition = ({ offset, layout, mean }: InventoryPosition): boolean =>
  [offset, mean].every((number) => Number.isSafeInteger(number) && number > 0) &&
  (layout === jsonLayout || (typeof layout === 'string' && isCsvLayout(layout)));
