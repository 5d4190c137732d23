// The jobs of a bulk change, with what became of each.
import { TableFrame } from '../../components/TableFrame.tsx';
import { wordsOf } from '../../core/format.ts';
import { addressOf } from '../../router/route.ts';
import type { BulkResult } from './useBulkChange.ts';

/** More rows help nobody; the counts have all of them. */
const maxRows = 200;

interface Props {
  outcomes: BulkResult['outcomes'];
  /** The jobs as the dry run has shown them: the change itself returns IDs alone. */
  known: BulkResult['outcomes'];
}

export function Outcomes({ outcomes, known }: Props) {
  if (outcomes.length === 0) return null;
  const jobs = new Map(known.map(({ nodeId, job }) => [nodeId, job]));
  // What went wrong comes first.
  const rows = outcomes.toSorted((a, b) => Number(!a.result?.message) - Number(!b.result?.message)).slice(0, maxRows);
  return (
    <>
      <TableFrame label="Batch jobs">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Job</th>
              <th scope="col">Region</th>
              <th scope="col">Phase before</th>
              <th scope="col">Outcome</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ nodeId, jobId, region, result }) => (
              <tr key={nodeId}>
                <th scope="row">
                  <a href={addressOf(['job', nodeId])}>{jobs.get(nodeId)?.jobDescription || jobId}</a>
                </th>
                <td>{region}</td>
                <td>{wordsOf(jobs.get(nodeId)?.phase ?? 'UNKNOWN')}</td>
                <td class={result?.message ? 'failed' : undefined}>
                  {result ? (result.message ?? 'Changed') : 'Not sent yet'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      {outcomes.length > rows.length && <p class="hint">The first {rows.length} are shown.</p>}
    </>
  );
}
