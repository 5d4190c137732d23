// Which objects of a restore job can be read. The job ends when it has requested the restores, hours before.
import { useMemo, useState } from 'preact/hooks';
import { useQuery } from '../../client/useQuery.ts';
import { AwsCalls } from '../../components/AwsCalls.tsx';
import { Facts } from '../../components/Facts.tsx';
import { FailedFields } from '../../components/FailedFields.tsx';
import { FailureNotice } from '../../components/FailureNotice.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Progress } from '../../components/Progress.tsx';
import { Time } from '../../components/Time.tsx';
import { countOf, formatNumber } from '../../core/format.ts';
import { restoreProgress } from './jobPageOperations.ts';

export function Restores({ id }: { id: string }) {
  const [isRequested, setRequested] = useState(false);
  const variables = useMemo(() => (isRequested ? { id } : null), [id, isRequested]);
  const { answer, failure, isLoading, refetch } = useQuery(restoreProgress, variables);
  const node = answer?.data.node;
  const restores = node && 'restores' in node ? node.restores : null;
  const readable = restores ? restores.readable + restores.lukewarm : 0;
  const positive = (count: number) => (count > 0 ? formatNumber(count) : null);
  return (
    <Panel
      title="Restored objects"
      actions={
        <button
          type="button"
          class="button button-small"
          disabled={isLoading && isRequested}
          onClick={() => (isRequested ? refetch() : setRequested(true))}
        >
          {isRequested ? 'Check again' : 'Check the objects'}
        </button>
      }
    >
      {!isRequested && (
        <p class="hint">A check reads the manifest and the objects in S3: up to 1,000, or a sample of 500.</p>
      )}
      {isLoading && isRequested && <p class="hint">Checking …</p>}
      {failure && <FailureNotice failure={failure} onRetry={refetch} />}
      <FailedFields errors={answer?.errors} />
      {restores && (
        <>
          <Progress label="Readable objects" fraction={restores.checked > 0 ? readable / restores.checked : null} />
          <Facts
            facts={[
              ['Checked', `${countOf(restores.checked, 'object')}${restores.isWhole ? '' : ', a sample'}`],
              ['Readable', formatNumber(readable)],
              ['Restores in progress', positive(restores.inProgress)],
              ['Not requested yet', positive(restores.awaitingRequest)],
              ['Not restored', positive(restores.notRestored)],
              ['Missing', positive(restores.missing)],
              ['Other', positive(restores.other)],
              ['Expected by', restores.expectedReadable && <Time date={restores.expectedReadable.latest} />],
              ['First copy ends', restores.readableUntil && <Time date={restores.readableUntil} />],
            ]}
          />
          <AwsCalls aws={answer?.aws ?? null} />
        </>
      )}
    </Panel>
  );
}
