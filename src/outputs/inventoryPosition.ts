// The position in an inventory at which a page resumes. Cursors carry it as an opaque text.
import { isCsvLayout } from './csvScanner.ts';
import { isJsonLayout } from './jsonScanner.ts';

export interface InventoryPosition {
  /** The byte after the record, or the next byte of a record that is longer than what was read. */
  readonly offset: number;
  /** The layout that the scanner needs to read the rest. */
  readonly layout: string;
  /** The average size of a record in bytes. The next page requests bytes accordingly. */
  readonly mean: number;
}

/** Whether an inventory can have such a position. Cursors come from callers. */
export const isInventoryPosition = ({ offset, layout, mean }: InventoryPosition): boolean =>
  [offset, mean].every((number) => Number.isSafeInteger(number) && number > 0) &&
  typeof layout === 'string' &&
  (isJsonLayout(layout) || isCsvLayout(layout));
