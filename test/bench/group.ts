// A group of cases on one stage. A case can be run alone: `npm run bench -- queries/hello`.
import { type Row, table } from './report.ts';

/** Runs the named cases of a group; all if none is named. */
export type Group = (names: readonly string[]) => Promise<Row[]>;

export const group =
  <Stage extends AsyncDisposable>(
    open: () => Promise<Stage>,
    cases: Record<string, (stage: Stage) => Promise<Row[]>>,
  ): Group =>
  async (names) => {
    for (const name of names)
      if (!cases[name]) throw new Error(`no case ${name}, only ${Object.keys(cases).join(', ')}`);
    await using stage = await open();
    const rows: Row[] = [];
    for (const [name, measure] of Object.entries(cases)) {
      if (names.length > 0 && !names.includes(name)) continue;
      process.stderr.write(`${name} ...\n`);
      const measured = await measure(stage);
      // A run takes long, and may be cut off.
      process.stderr.write(`${table(measured)}\n\n`);
      rows.push(...measured);
    }
    return rows;
  };

/** Cases that have a stage of their own each. */
export const groupOfOwnStages = (cases: Record<string, () => Promise<Row[]>>): Group =>
  group(async () => ({ [Symbol.asyncDispose]: async () => undefined }), cases);
