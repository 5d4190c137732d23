// A position in the rows of several files that follow one another. Pure.
import { type CsvPosition, isCsvPosition } from './csvPage.ts';

export interface FilePosition {
  /** The index of the file in its manifest, which never changes. */
  readonly file: number;
  /** Null for the start of the file. */
  readonly after: CsvPosition | null;
}

export const isFilePosition = ({ file, after }: FilePosition): boolean =>
  Number.isSafeInteger(file) && file >= 0 && (after === null || isCsvPosition(after));
