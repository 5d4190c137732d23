// Report of the bench. Ratios and counts are the findings; absolute figures depend on the machine.

export interface Row {
  case: string;
  measured: string;
  goal: string;
  /** Null for a row without a goal. */
  holds: boolean | null;
}

/** If the A/A control differs by more than this, the whole case is suspect. */
const tolerated = 0.1;

export const control = (name: string, ratio: number): Row => ({
  case: `${name}: control, the same against itself`,
  measured: `${ratio.toFixed(2)} times${Math.abs(ratio - 1) > tolerated ? '  WARNING: too restless a machine to trust this case' : ''}`,
  goal: '1.00',
  holds: null,
});

/** A row whose value must not exceed the goal. */
export const atMost = (name: string, measured: string, value: number, most: number): Row => ({
  case: name,
  measured,
  goal: `at most ${most}`,
  holds: value <= most,
});

/** A row whose value must reach the goal. */
export const atLeast = (name: string, measured: string, value: number, least: number): Row => ({
  case: name,
  measured,
  goal: `at least ${least}`,
  holds: value >= least,
});

export const information = (name: string, measured: string): Row => ({ case: name, measured, goal: '', holds: null });

export const table = (rows: readonly Row[]): string =>
  alignColumns([
    ['case', 'measured', 'goal', ''],
    ...rows.map((row) => [row.case, row.measured, row.goal, row.holds === null ? '' : row.holds ? 'holds' : 'MISSED']),
  ]);

export function alignColumns(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
