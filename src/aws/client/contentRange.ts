// The Content-Range of a response.
// https://www.rfc-editor.org/rfc/rfc9110#section-14.4

export interface ContentRange {
  /** Both ends are included. */
  start: number;
  end: number;
  /** Of the whole object. */
  total: number;
}

/** Of "bytes 0-1048575/8388608"; null for anything else. */
export function toContentRange(text: string | undefined): ContentRange | null {
  const [start = 0, end = 0, total = 0] =
    text
      ?.match(/^bytes (\d+)-(\d+)\/(\d+)$/)
      ?.slice(1)
      .map(Number) ?? [];
  return start <= end && end < total && Number.isSafeInteger(total) ? { start, end, total } : null;
}
