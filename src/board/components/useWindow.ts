// Which rows of a long list are on the screen: the page scrolls as a whole, and only these rows are in the document.
import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { oncePerFrame } from '../core/clock.ts';

export interface Rows {
  first: number;
  /** Not included. */
  end: number;
}

/** Rows beyond the edges of the screen, so that fast scrolling shows no gap. */
const spare = 10;

export function useWindow(list: RefObject<HTMLElement | null>, count: number, rowHeight: number): Rows {
  const [rows, setRows] = useState<Rows>({ first: 0, end: 40 });
  useEffect(() => {
    const measure = () => {
      const top = list.current?.getBoundingClientRect().top ?? 0;
      const first = Math.max(0, Math.floor(-top / rowHeight) - spare);
      const end = Math.ceil((window.innerHeight - top) / rowHeight) + spare;
      setRows((last) => (last.first === first && last.end === end ? last : { first, end }));
    };
    const follow = oncePerFrame(measure);
    measure();
    window.addEventListener('scroll', follow, { passive: true });
    window.addEventListener('resize', follow);
    return () => {
      window.removeEventListener('scroll', follow);
      window.removeEventListener('resize', follow);
    };
  }, [rowHeight]);
  const end = Math.min(count, rows.end);
  return { first: Math.min(rows.first, end), end };
}
