/** The cells of a CSV row, as RFC 4180 quotes them; undefined for a malformed row. Keys are encoded: no cell has a line break. */
export function splitRow(row: string): string[] | undefined {
  if (!row.includes('"')) return row.split(',');
  const cells: string[] = [];
  for (let at = 0; at <= row.length; ) {
    const end = endOfCell(row, at);
    if (end === undefined) return undefined;
    const cell = row.slice(at, end);
    cells.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    at = end + 1;
  }
  return cells;
}

/** The position of the comma behind a cell, or of the end of the row; undefined for a malformed cell. */
function endOfCell(row: string, start: number): number | undefined {
  if (row[start] === '"') {
    const end = endOfQuotes(row, start);
    return end === row.length || row[end] === ',' ? end : undefined;
  }
  const comma = row.indexOf(',', start);
  const end = comma < 0 ? row.length : comma;
  return row.slice(start, end).includes('"') ? undefined : end;
}

/** The position behind the quotation mark that ends the cell; -1 if none does. Two of them are one of the text. */
function endOfQuotes(row: string, start: number): number {
  let quote = row.indexOf('"', start + 1);
  while (quote >= 0 && row[quote + 1] === '"') quote = row.indexOf('"', quote + 2);
  return quote < 0 ? -1 : quote + 1;
}
