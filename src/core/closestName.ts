// The name that a mistyped one was meant to be, for suggestions in error messages.

/** The edits that turn one text into the other: a character more, less, replaced, or swapped with its neighbor. */
function editsBetween(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const above = rows[i - 1] ?? [];
      const replaced = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let edits = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, replaced);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwap) edits = Math.min(edits, (rows[i - 2]?.[j - 2] ?? 0) + 1);
      row.push(edits);
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}

/** Undefined if nothing is near: by default, a third of the characters may differ. */
export function closestName<Name extends string>(
  name: string,
  known: readonly Name[],
  mostEdits = Math.max(1, Math.floor(name.length / 3)),
): Name | undefined {
  const [closest] = known
    // Each edit changes the length by one at most. The process compares all variables of its environment when it starts.
    .filter((each) => Math.abs(each.length - name.length) <= mostEdits)
    .map((each) => ({ each, edits: editsBetween(name.toLowerCase(), each.toLowerCase()) }))
    .filter(({ edits }) => edits <= mostEdits)
    .sort((a, b) => a.edits - b.edits);
  return closest?.each;
}
