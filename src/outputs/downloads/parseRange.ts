// What a Range header asks of a download. One range of bytes is served; of anything else the whole is, as a server may
// do by the standard. Pure. https://www.rfc-editor.org/rfc/rfc9110#section-14.2

/** Both ends included. */
export interface ByteSpan {
  start: number;
  end: number;
}

/** Null for the whole. */
export function parseRange(header: string | undefined, size: number): ByteSpan | 'unsatisfiable' | null {
  const [, first, last] = header?.match(/^bytes=\s*(\d*)-(\d*)\s*$/i) ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return null;
  if (first === '') {
    const suffix = Number(last);
    return suffix === 0 || size === 0 ? 'unsatisfiable' : { start: Math.max(0, size - suffix), end: size - 1 };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return null;
  if (start >= size) return 'unsatisfiable';
  return { start, end: last === '' ? size - 1 : Math.min(Number(last), size - 1) };
}
