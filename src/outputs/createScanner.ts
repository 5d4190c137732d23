// The scanner of an inventory, chosen by its first byte or by a position.
import { bytesOfJson, isSpace, startsWithMark } from '../core/jsonBytes.ts';
import { CsvScanner } from './csvScanner.ts';
import type { InventoryPosition } from './inventoryPosition.ts';
import { JsonScanner, jsonLayout } from './jsonScanner.ts';
import type { Scanner } from './scanner.ts';

/** For the first bytes of an inventory. */
export function createScanner(bytes: Buffer): Scanner {
  const first = bytes[startsWithMark(bytes) ? 3 : 0];
  return first === bytesOfJson.openBrace || isSpace(first) ? new JsonScanner(0) : new CsvScanner(0);
}

export const createScannerAt = ({ offset, layout }: InventoryPosition): Scanner =>
  layout === jsonLayout ? new JsonScanner(offset) : new CsvScanner(offset, layout);
