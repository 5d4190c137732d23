// The group of cases that compare with an earlier commit. Without git, or without its history, one row says so, and no goal is missed.
import { type Group, group } from '../group.ts';
import { options } from '../options.ts';
import { information, type Row } from '../report.ts';
import { type Baseline, buildBaseline } from './baseline.ts';

export const withBaseline =
  (cases: Record<string, (baseline: Baseline) => Promise<Row[]>>): Group =>
  async (names) => {
    const baseline = await buildBaseline(options.baseline);
    if (typeof baseline === 'string') return [information('the commit before', `not measured: ${baseline}`)];
    return group(async () => baseline, cases)(names);
  };
