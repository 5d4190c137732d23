// The range that a Range header requests. One range of bytes is supported; for any other header the whole output is served,
// which the standard allows. Pure. https://www.rfc-editor.org/rfc/rfc9110#section-14.2

/** In bytes, both ends included. */
export interface ByteSpan {
  start: number;
  end: number;
}

/** Null for the whole output. */
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
