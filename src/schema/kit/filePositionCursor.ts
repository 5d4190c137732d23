// Cursors of connections over the rows of several files.
import { type FilePosition, isFilePosition } from '../../reports/filePosition.ts';
import { type CursorPosition, decodeCursor, staleCursor } from './cursor.ts';

/** [file, offset, in a row, mean, ETag]. At the start of a file, the offset is 0. */
export const encodeFilePosition = ({ file, after }: FilePosition): CursorPosition => [
  file,
  ...(after ? [after.offset, after.isInRow ? 1 : 0, after.mean, after.eTag] : [0, 0, 0, null]),
];

export function decodeFilePosition(scope: string, cursor: string): FilePosition {
  const [file, offset, isInRow, mean, eTag] = decodeCursor(scope, cursor) as [
    number,
    number,
    number,
    number,
    string | null,
  ];
  const position = { file, after: offset === 0 ? null : { offset, isInRow: isInRow === 1, mean, eTag } };
  if (!isFilePosition(position)) throw staleCursor();
  return position;
}
