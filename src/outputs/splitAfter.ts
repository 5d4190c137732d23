// Bytes in two parts: up to the first occurrence of what probably ends a record, and the others.

export function splitAfter(bytes: Buffer, mark: string): Buffer[] {
  const found = bytes.indexOf(mark);
  const end = found + mark.length;
  return found < 0 || end === bytes.length ? [bytes] : [bytes.subarray(0, end), bytes.subarray(end)];
}
