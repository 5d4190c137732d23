// The scanner of an inventory, chosen by its first byte or by a position.
import { bytesOfJson, isPartOfMark, isSpace, startsWithMark } from '../core/jsonBytes.ts';
import { CsvScanner } from './csvScanner.ts';
import type { InventoryPosition } from './inventoryPosition.ts';
import { isJsonLayout, JsonScanner } from './jsonScanner.ts';
import type { Scanner } from './scanner.ts';

/** For the first bytes of an inventory; undefined if there must be more of them. */
export function createScanner(bytes: Buffer): Scanner | undefined {
  if (isPartOfMark(bytes)) return undefined;
  const first = bytes[startsWithMark(bytes) ? 3 : 0];
  return first === bytesOfJson.openBrace || isSpace(first) ? new JsonScanner(0) : new CsvScanner(0);
}

export const createScannerAt = ({ offset, layout }: InventoryPosition): Scanner =>
  isJsonLayout(layout) ? new JsonScanner(offset, layout) : new CsvScanner(offset, layout);
