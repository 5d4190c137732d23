// The jobs of a bulk change, with what became of each.
import { ForeignText } from '../../components/ForeignText.tsx';
import { TableFrame } from '../../components/TableFrame.tsx';
import { Time } from '../../components/Time.tsx';
import { wordsOf } from '../../core/format.ts';
import { addressOf } from '../../router/route.ts';
import type { Action } from './bulkActions.ts';
import type { BulkResult } from './useBulkChange.ts';

/** More rows help nobody; the counts have all of them. */
const maxRows = 200;

interface Props {
  action: Action;
  outcomes: BulkResult['outcomes'];
  /** The jobs as the dry run has shown them: a change of Batch jobs returns IDs alone. */
  known: BulkResult['outcomes'];
}

export function Outcomes({ action, outcomes, known }: Props) {
  if (outcomes.length === 0) return null;
  const isRestage = action === 'RESTAGE';
  const jobs = new Map(known.map(({ nodeId, job }) => [nodeId, job]));
  // What went wrong comes first.
  const rows = outcomes.toSorted((a, b) => Number(!a.result?.message) - Number(!b.result?.message)).slice(0, maxRows);
  return (
    <>
      <TableFrame label={isRestage ? 'Retrievals' : 'Batch jobs'}>
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Job</th>
              <th scope="col">Region</th>
              <th scope="col">{isRestage ? 'Kept until' : 'Phase before'}</th>
              <th scope="col">Outcome</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ nodeId, jobId, region, result }) => {
              const { jobDescription, phase = 'UNKNOWN', outputGuaranteedUntil: until } = jobs.get(nodeId) ?? {};
              return (
                <tr key={nodeId}>
                  <th scope="row">
                    <a href={addressOf(['job', nodeId])}>
                      <ForeignText text={jobDescription || jobId} />
                    </a>
                  </th>
                  <td>{region}</td>
                  <td>{until ? <Time date={until} /> : isRestage ? 'Unknown' : wordsOf(phase)}</td>
                  <td class={result?.message ? 'failed' : undefined}>
                    <ForeignText
                      text={result ? (result.message ?? (isRestage ? 'Restaged' : 'Changed')) : 'Not sent yet'}
                    />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </TableFrame>
      {outcomes.length > rows.length && <p class="hint">The first {rows.length} are shown.</p>}
    </>
  );
}
