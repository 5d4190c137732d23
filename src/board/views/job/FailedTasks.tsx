// The failed tasks of a Batch job by reason, and the new job that runs them again.

import { useMemo, useState } from 'preact/hooks';
import { useMutation } from '../../client/useMutation.ts';
import { useQuery } from '../../client/useQuery.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { FailedFields } from '../../components/FailedFields.tsx';
import { FailureNotice } from '../../components/FailureNotice.tsx';
import { Field } from '../../components/Field.tsx';
import { ForeignText } from '../../components/ForeignText.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Panel } from '../../components/Panel.tsx';
import { RefusalNotice } from '../../components/RefusalNotice.tsx';
import { countOf, formatNumber, wordsOf } from '../../core/format.ts';
import { newKey } from '../../core/newKey.ts';
import { shortText } from '../../core/visibleText.ts';
import { type Refusal, refusalOf } from '../../gql/refusal.ts';
import { addressOf } from '../../router/route.ts';
import { type BatchFacts, retryJob, type TaskFailures, taskFailures } from './jobPageOperations.ts';

type Group = TaskFailures['groups'][number];

export function FailedTasks({ job }: { job: BatchFacts }) {
  const variables = useMemo(() => ({ id: job.id }), [job.id]);
  const { answer, failure, isLoading, refetch } = useQuery(taskFailures, variables);
  const [retried, setRetried] = useState<Group | null>(null);
  const [started, setStarted] = useState<{ id: string | null; tasks: number } | null>(null);
  const node = answer?.data.node;
  const report = node && 'report' in node ? node.report : null;
  const failures = report?.contents?.failures;
  return (
    <Panel title="Failed tasks">
      {isLoading && <p class="hint">Reading the completion report …</p>}
      {failure && <FailureNotice failure={failure} onRetry={refetch} />}
      {started && (
        <Notice kind="success" isAlert>
          A new job runs {countOf(started.tasks, 'task')} again, once it is confirmed.{' '}
          {started.id && <a href={addressOf(['job', started.id])}>Open the new job</a>}
        </Notice>
      )}
      <FailedFields errors={answer?.errors} />
      {answer && !failures && answer.errors.length === 0 && (
        <p>
          The completion report has no failures to read
          {report?.status ? ` (${wordsOf(report.status)})` : ': the job has no report'}.
        </p>
      )}
      {failures && !failures.isComplete && (
        <Notice kind="info">
          The report is large: the first {formatNumber(failures.tasksRead)} failed tasks are counted.
        </Notice>
      )}
      <ul class="failures">
        {failures?.groups.map((group) => (
          <li key={`${group.errorCode} ${group.httpStatusCode}`}>
            <div class="failure-head">
              <strong>
                {formatNumber(group.count)} × <ForeignText text={group.errorCode ?? 'no code'} />
              </strong>
              {group.httpStatusCode !== null && <span class="hint">HTTP {group.httpStatusCode}</span>}
              {group.errorCode !== null && job.viewerCan.includes('START') && (
                <button type="button" class="button button-small" onClick={() => setRetried(group)}>
                  Retry these
                </button>
              )}
            </div>
            {group.diagnosis && (
              <p>
                {group.diagnosis.summary} {group.diagnosis.remedy}
              </p>
            )}
            <p class="hint">
              For example{' '}
              <code>
                <ForeignText text={group.sample.key} />
              </code>
              {group.sample.message && (
                <>
                  : <ForeignText text={group.sample.message} />
                </>
              )}
            </p>
          </li>
        ))}
      </ul>
      {retried && (
        <RetryDialog
          job={job}
          group={retried}
          onClose={() => setRetried(null)}
          onStarted={(result) => {
            setRetried(null);
            setStarted(result);
          }}
        />
      )}
    </Panel>
  );
}

interface RetryProps {
  job: BatchFacts;
  group: Group;
  onClose(): void;
  onStarted(result: { id: string | null; tasks: number }): void;
}

function RetryDialog({ job, group, onClose, onStarted }: RetryProps) {
  const { send, isSending, failure } = useMutation(retryJob);
  const [refused, setRefused] = useState<Refusal | null>(null);
  const [bucket, setBucket] = useState<string>(job.report?.bucket ?? '');
  // One key for each dialog: when the answer is lost, the button can be pressed again without a second job.
  const [idempotencyKey] = useState(newKey);
  const confirm = async () => {
    const manifest = { bucket, prefix: 'retries' };
    const errorCodes = group.errorCode === null ? [] : [group.errorCode];
    const answer = await send({
      input: { job: { id: job.id }, manifest, errorCodes, idempotencyKey, confirmationRequired: true },
    });
    const result = answer?.data.retryBatchJob ?? null;
    setRefused(refusalOf(result));
    if (result?.__typename === 'RetryBatchJobPayload') onStarted({ id: result.job?.id ?? null, tasks: result.tasks });
  };
  return (
    <Dialog
      title={`Retry ${countOf(group.count, 'task')} with ${shortText(group.errorCode ?? 'no code')}`}
      action="Create the new job"
      isSending={isSending}
      isValid={/^arn:[\w-]+:s3:::.+/.test(bucket)}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>
        The gateway writes a manifest of these tasks and creates a job with the settings of this one. The new job waits
        for your confirmation; AWS bills its tasks when it runs.
      </p>
      {group.diagnosis && !group.diagnosis.retryable && (
        <Notice kind="warning">{group.diagnosis.remedy} Without that, they fail again.</Notice>
      )}
      <Field
        label="Bucket of the manifest"
        hint="Its ARN. The policy must allow you to write there, and the job's role to read."
      >
        <input class="mono" value={bucket} onInput={({ currentTarget }) => setBucket(currentTarget.value)} />
      </Field>
      {refused && <RefusalNotice {...refused} />}
      {failure && <FailureNotice failure={failure} />}
    </Dialog>
  );
}
