// The name that a mistyped one was meant to be, for suggestions in error messages.

/**
 * The edits that turn one text into the other: a character more, less, replaced, or swapped with its neighbor. Infinity if there
 * are more than `most`: most texts differ by their first characters, and the rest of them is not compared.
 */
function editsBetween(a: string, b: string, most: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  let leastOfLast = 0;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const replaced = (last[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let edits = Math.min((last[j] as number) + 1, (row[j - 1] as number) + 1, replaced);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwap) edits = Math.min(edits, (beforeLast[j - 2] as number) + 1);
      row.push(edits);
      least = Math.min(least, edits);
    }
    // Further rows follow from the last two, and never have fewer edits.
    if (least > most && leastOfLast > most) return Number.POSITIVE_INFINITY;
    [beforeLast, last, leastOfLast] = [last, row, least];
  }
  const edits = last[b.length] as number;
  return edits <= most ? edits : Number.POSITIVE_INFINITY;
}

/** Undefined if nothing is near: by default, a third of the characters may differ. */
export function closestName<Name extends string>(
  name: string,
  known: readonly Name[],
  mostEdits = Math.max(1, Math.floor(name.length / 3)),
): Name | undefined {
  const lower = name.toLowerCase();
  const [closest] = known
    // Each edit changes the length by one at most. The process compares all variables of its environment when it starts.
    .filter((each) => Math.abs(each.length - name.length) <= mostEdits)
    .map((each) => ({ each, edits: editsBetween(lower, each.toLowerCase(), mostEdits) }))
    .filter(({ edits }) => edits <= mostEdits)
    .sort((a, b) => a.edits - b.edits);
  return closest?.each;
}
