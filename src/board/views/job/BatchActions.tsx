// What a caller may do to a Batch job. Each action is confirmed in a dialog that says what it does and what it costs.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useMutation } from '../../client/useMutation.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { FailureNotice } from '../../components/FailureNotice.tsx';
import { Field } from '../../components/Field.tsx';
import { RefusalNotice } from '../../components/RefusalNotice.tsx';
import { countOf } from '../../core/format.ts';
import { type Refusal, refusalOf } from '../../gql/refusal.ts';
import { type BatchFacts, cancelJob, confirmJob, setPriority } from './jobPageOperations.ts';

interface Props {
  job: BatchFacts;
  /** Called when an action was executed. */
  onDone(message: string): void;
}

type Opened = 'confirm' | 'cancel' | 'priority' | null;

const largestPriority = 2_147_483_647;

export function BatchActions({ job, onDone }: Props) {
  const [opened, setOpened] = useState<Opened>(null);
  const close = () => setOpened(null);
  const done = (message: string) => {
    close();
    onDone(message);
  };
  if (!job.viewerCan.includes('MANAGE') || job.phase === 'DONE') return null;
  const props = { job, onDone: done, onClose: close };
  return (
    <>
      {job.phase === 'AWAITING_CONFIRMATION' && (
        <button type="button" class="button button-primary" onClick={() => setOpened('confirm')}>
          Confirm
        </button>
      )}
      <button type="button" class="button" onClick={() => setOpened('priority')}>
        Set priority
      </button>
      {job.phase !== 'STOPPING' && (
        <button type="button" class="button button-danger" onClick={() => setOpened('cancel')}>
          Cancel job
        </button>
      )}
      {opened === 'confirm' && <ConfirmDialog {...props} />}
      {opened === 'cancel' && <CancelDialog {...props} />}
      {opened === 'priority' && <PriorityDialog {...props} />}
    </>
  );
}

type DialogProps = Props & { onClose(): void };

function ConfirmDialog({ job, onDone, onClose }: DialogProps) {
  const { send, isSending, failure } = useMutation(confirmJob);
  const [refused, setRefused] = useState<Refusal | null>(null);
  const confirm = async () => {
    const answer = await send({ input: { job: { id: job.id } } });
    if (!answer) return;
    const reason = refusalOf(answer.data.confirmBatchJob);
    setRefused(reason);
    if (!reason) onDone('The job is confirmed. S3 starts it.');
  };
  return (
    <Dialog title="Confirm this job" action="Confirm job" isSending={isSending} onConfirm={confirm} onClose={onClose}>
      <p>
        S3 runs the job on {tasksOf(job)}. AWS bills its requests and its tasks. A job that runs can be cancelled; what
        it has done stays.
      </p>
      <Outcome refused={refused} failure={failure} />
    </Dialog>
  );
}

function CancelDialog({ job, onDone, onClose }: DialogProps) {
  const { send, isSending, failure } = useMutation(cancelJob);
  const [refused, setRefused] = useState<Refusal | null>(null);
  const confirm = async () => {
    const answer = await send({ input: { job: { id: job.id } } });
    if (!answer) return;
    const reason = refusalOf(answer.data.cancelBatchJob);
    setRefused(reason);
    if (!reason) onDone('The job is being cancelled.');
  };
  return (
    <Dialog
      title="Cancel this job"
      action="Cancel job"
      isDangerous
      isSending={isSending}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>S3 starts no more of {tasksOf(job)}. What the job has done stays. A cancelled job cannot be resumed.</p>
      <Outcome refused={refused} failure={failure} />
    </Dialog>
  );
}

function PriorityDialog({ job, onDone, onClose }: DialogProps) {
  const { send, isSending, failure } = useMutation(setPriority);
  const [refused, setRefused] = useState<Refusal | null>(null);
  const [text, setText] = useState(String(job.priority));
  const priority = Number(text);
  const isValid = /^\d+$/.test(text) && priority <= largestPriority;
  const confirm = async () => {
    const answer = await send({ input: { job: { id: job.id }, priority } });
    if (!answer) return;
    const reason = refusalOf(answer.data.setBatchJobPriority);
    setRefused(reason);
    if (!reason) onDone(`The priority is ${priority}.`);
  };
  return (
    <Dialog
      title="Set the priority"
      action="Set priority"
      isSending={isSending}
      isValid={isValid}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Field label="Priority" hint={`A whole number from 0 to ${largestPriority}. Jobs with a higher one go first.`}>
        <input inputMode="numeric" value={text} onInput={({ currentTarget }) => setText(currentTarget.value)} />
      </Field>
      <Outcome refused={refused} failure={failure} />
    </Dialog>
  );
}

const tasksOf = ({ progressSummary }: BatchFacts): ComponentChildren =>
  progressSummary && progressSummary.totalNumberOfTasks > 0
    ? countOf(progressSummary.totalNumberOfTasks, 'object')
    : 'the objects of its manifest';

const Outcome = ({ refused, failure }: { refused: Refusal | null; failure: Error | null }) => (
  <>
    {refused && <RefusalNotice {...refused} />}
    {failure && <FailureNotice failure={failure} />}
  </>
);
