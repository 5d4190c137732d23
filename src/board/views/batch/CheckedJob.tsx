// A job that was checked: what was found, its price, and then the button that creates it.
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { useMutation } from '../../client/useMutation.ts';
import { FailureNotice } from '../../components/FailureNotice.tsx';
import { Notice } from '../../components/Notice.tsx';
import { RefusalNotice } from '../../components/RefusalNotice.tsx';
import { countOf } from '../../core/format.ts';
import { type Refusal, refusalOf } from '../../gql/refusal.ts';
import { addressOf } from '../../router/route.ts';
import { createJob, type JobCheck, type JobInput, type RestoreVariables } from './batchOperations.ts';
import { JobFindings, RestorePrice, useRestorePrice } from './JobFindings.tsx';

interface Props {
  /** What was checked is what is created. */
  input: JobInput;
  check: JobCheck;
  restore: RestoreVariables | null;
  isCreated: boolean;
  onCreated(): void;
  /** Begins another job. */
  onAgain(): void;
}

export function CheckedJob({ input, check, restore, isCreated, onCreated, onAgain }: Props) {
  const price = useRestorePrice(restore);
  const { send, isSending, failure } = useMutation(createJob);
  const [refused, setRefused] = useState<Refusal | null>(null);
  const [jobId, setJobId] = useState<string | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  useEffect(() => heading.current?.focus(), []);

  const create = async () => {
    const result = (await send({ input }))?.data.createBatchJob ?? null;
    setRefused(refusalOf(result));
    if (result?.__typename !== 'CreateBatchJobPayload') return;
    setJobId(result.job?.id ?? null);
    onCreated();
  };
  const findings = check.diagnoses.length;
  const cost = price.cost === null ? 'without a known price' : `for about ${price.cost}`;
  return (
    <section class="start-form form" aria-labelledby={id}>
      <h2 id={id} ref={heading} tabIndex={-1}>
        Result of the check
      </h2>
      <JobFindings check={check} />
      <RestorePrice {...price} />
      {refused && <RefusalNotice {...refused} />}
      {failure && <FailureNotice failure={failure} />}
      {isCreated ? (
        <>
          <Notice kind="success" isAlert>
            The job is created{input.confirmationRequired ? ' and waits for its confirmation' : ''}.{' '}
            {jobId === null ? (
              <a href={addressOf(['jobs'])}>Show the jobs</a>
            ) : (
              <a href={addressOf(['job', jobId])}>Open the job</a>
            )}
          </Notice>
          <div class="form-buttons">
            <button type="button" class="button" onClick={onAgain}>
              Create another job
            </button>
          </div>
        </>
      ) : (
        <div class="form-buttons">
          <button
            type="button"
            class={`button ${findings > 0 ? 'button-danger' : 'button-primary'}`}
            disabled={isSending || price.isLoading}
            onClick={create}
          >
            {isSending && 'Sending …'}
            {!isSending &&
              `Create the job ${cost}${findings > 0 ? `, in spite of ${countOf(findings, 'finding')}` : ''}`}
          </button>
        </div>
      )}
    </section>
  );
}
