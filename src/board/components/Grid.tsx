// biome-ignore-all lint/a11y/useSemanticElements: each row has its own place, which takes the semantics of tables from table elements.
// biome-ignore-all lint/a11y/useFocusableInteractive: the focus is on rows. Cells and headings have nothing to operate.
// A long list as a grid: only the rows on the screen are in the document, and a row is updated in place. The arrow keys, Home, End,
// Page Up and Page Down move between rows, Enter opens one.
// https://www.w3.org/WAI/ARIA/apg/patterns/grid/
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useMedia } from './useMedia.ts';
import { useWindow } from './useWindow.ts';

export interface Column<Row> {
  /** Its heading, and the start of its class: `cell-state`. */
  name: string;
  heading: string;
  cell(row: Row): ComponentChildren;
}

interface Props<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf(row: Row): string;
  /** The address that Enter opens. */
  addressOf(row: Row): string;
  /** In pixels: of a wide screen, and of a narrow one, where a row is a card. */
  heights: { wide: number; narrow: number };
}

const moves: Record<string, (index: number, count: number) => number> = {
  ArrowDown: (index) => index + 1,
  ArrowUp: (index) => index - 1,
  PageDown: (index) => index + 10,
  PageUp: (index) => index - 10,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** Focuses the row that Tab reaches. */
function focusCurrent(body: HTMLElement | null): HTMLElement | null {
  const row = body?.querySelector<HTMLElement>('[tabindex="0"]') ?? null;
  row?.focus({ preventScroll: true });
  return row;
}

export function Grid<Row>({ label, columns, rows, keyOf, addressOf, heights }: Props<Row>) {
  const body = useRef<HTMLDivElement>(null);
  const isNarrow = useMedia('(max-width: 1150px)');
  const height = isNarrow ? heights.narrow : heights.wide;
  const shown = useWindow(body, rows.length, height);
  // The row that Tab reaches, by its key: the list moves while somebody reads it.
  const [currentKey, setCurrentKey] = useState<string | null>(null);
  const found = rows.findIndex((row) => keyOf(row) === currentKey);
  const lastIndex = useRef(0);
  // A row that has left the list leaves its place to the next one.
  const current = Math.max(0, found >= 0 ? found : Math.min(lastIndex.current, rows.length - 1));
  lastIndex.current = current;
  const movingTo = useRef<string | null>(null);

  useEffect(() => {
    // The effect of a rendering before the key was pressed runs after it: the row with the focus is still the old one.
    if (movingTo.current === null || movingTo.current !== currentKey) return;
    movingTo.current = null;
    focusCurrent(body.current)?.scrollIntoView({ block: 'nearest' });
  });

  const hadFocus = body.current?.contains(document.activeElement) === true;
  useLayoutEffect(() => {
    // The browser drops the focus of a row that is removed.
    if (hadFocus && document.activeElement === document.body) focusCurrent(body.current);
  });

  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[current];
    if (event.key === 'Enter' && row && (event.target as HTMLElement).role === 'row')
      window.location.hash = addressOf(row);
    const move = moves[event.key];
    if (!move || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const next = rows[Math.min(rows.length - 1, Math.max(0, move(current, rows.length)))];
    if (!next) return;
    movingTo.current = keyOf(next);
    setCurrentKey(keyOf(next));
  };

  const indexes = Array.from({ length: shown.end - shown.first }, (_, offset) => shown.first + offset);
  // The row that has the focus stays in the document when it is scrolled away.
  if (rows.length > 0 && !indexes.includes(current)) indexes.push(current);
  return (
    <div class="grid" role="grid" aria-label={label} aria-rowcount={rows.length + 1} onKeyDown={onKeyDown}>
      <div role="rowgroup" class="grid-head">
        <div role="row" class="grid-row" aria-rowindex={1}>
          {columns.map(({ name, heading }) => (
            <div key={name} role="columnheader" class={`cell cell-${name}`}>
              {heading}
            </div>
          ))}
        </div>
      </div>
      <div
        role="rowgroup"
        class="grid-body"
        ref={body}
        style={{ height: `${rows.length * height}px`, '--row-height': `${height}px` }}
      >
        {indexes.map((index) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <div
              key={keyOf(row)}
              role="row"
              class="grid-row"
              aria-rowindex={index + 2}
              tabIndex={index === current ? 0 : -1}
              onFocus={() => setCurrentKey(keyOf(row))}
              style={{ transform: `translateY(${index * height}px)` }}
            >
              {columns.map(({ name, cell }) => (
                <div key={name} role="gridcell" class={`cell cell-${name}`}>
                  {cell(row)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}
