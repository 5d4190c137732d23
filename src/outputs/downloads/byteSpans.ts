// The bytes of an output that were downloaded, as ranges in order that neither touch nor overlap. Pure.
import type { ByteSpan } from './parseRange.ts';

/** More are merged no further: the smallest range is forgotten, and its bytes count as missing. */
const maxSpans = 1_000;

export function withSpan(spans: readonly ByteSpan[], added: ByteSpan): ByteSpan[] {
  let { start, end } = added;
  if (end < start) return [...spans];
  const apart: ByteSpan[] = [];
  for (const span of spans) {
    if (span.end + 1 < start || span.start > end + 1) apart.push(span);
    else {
      start = Math.min(start, span.start);
      end = Math.max(end, span.end);
    }
  }
  const merged = [...apart, { start, end }].sort((one, other) => one.start - other.start);
  if (merged.length <= maxSpans) return merged;
  const sizeOf = (span: ByteSpan) => span.end - span.start;
  const smallest = merged.reduce((one, other) => (sizeOf(other) < sizeOf(one) ? other : one));
  return merged.filter((span) => span !== smallest);
}

/** Whether the ranges have all bytes of an output of this size. */
export const coversAll = (spans: readonly ByteSpan[], size: number): boolean =>
  size === 0 || spans.some(({ start, end }) => start === 0 && end >= size - 1);
