// The start of a retrieval: its price in each tier first, then the button that starts it. Whatever is lost on the way, the same
// form starts one job: its idempotency key stays.

import { useEffect, useRef, useState } from 'preact/hooks';
import { useMutation } from '../../client/useMutation.ts';
import { ForeignText } from '../../components/ForeignText.tsx';
import { Notice } from '../../components/Notice.tsx';
import { ShowGraphql } from '../../components/ShowGraphql.tsx';
import type { Tier } from '../../components/TierChoice.tsx';
import { useReturnedFocus } from '../../components/useReturnedFocus.ts';
import { formatBytes } from '../../core/format.ts';
import { newKey } from '../../core/newKey.ts';
import { addressOf } from '../../router/route.ts';
import { nameOfArchive } from './nameOfArchive.ts';
import { RetrievalPrice, useRetrievalPrices } from './RetrievalPrice.tsx';
import { type ArchiveRow, retrievalPrices, startRetrieval, type VaultFacts } from './vaultOperations.ts';

interface Props {
  vault: VaultFacts;
  archive: ArchiveRow;
  onClose(): void;
}

export function RetrieveArchive({ vault, archive, onClose }: Props) {
  const load = { archiveCount: 1, sizeInBytes: archive.sizeInBytes, region: vault.region };
  const prices = useRetrievalPrices(load);
  const [tier, setTier] = useState<Tier>('STANDARD');
  const [idempotencyKey] = useState(newKey);
  const { send, isSending, failure } = useMutation(startRetrieval);
  const [isStarted, setStarted] = useState(false);
  /** Null before the start, and if the job that was started could not be read. */
  const [jobId, setJobId] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useReturnedFocus();
  useEffect(() => heading.current?.focus(), []);

  const input = { vault: { id: vault.id }, archiveId: archive.archiveId, tier, idempotencyKey };
  const start = async () => {
    const result = (await send({ input }))?.data.initiateArchiveRetrieval;
    if (result?.__typename === 'InitiateArchiveRetrievalPayload') {
      setStarted(true);
      setJobId(result.job?.id ?? null);
    }
    setRefusal(result && 'message' in result ? result.message : null);
  };
  const message = failure?.message ?? refusal;
  return (
    <section class="start-form" aria-labelledby="retrieve">
      <h3 id="retrieve" ref={heading} tabIndex={-1}>
        Retrieve <ForeignText text={nameOfArchive(archive)} /> ({formatBytes(archive.sizeInBytes)})
      </h3>
      <RetrievalPrice prices={prices} tier={tier} isDisabled={isSending || isStarted} onChoose={setTier} />
      {message && (
        <Notice kind="error" isAlert>
          <ForeignText text={message} />
        </Notice>
      )}
      {isStarted && (
        <Notice kind="success" isAlert>
          The retrieval has started.{' '}
          {jobId === null ? (
            <a href={addressOf(['jobs'])}>Show the jobs</a>
          ) : (
            <a href={addressOf(['job', jobId])}>Follow the job</a>
          )}
        </Notice>
      )}
      <div class="form-buttons">
        <ShowGraphql
          operations={[
            { label: 'Prices', operation: retrievalPrices, variables: load },
            { label: 'Start', operation: startRetrieval, variables: { input } },
          ]}
        />
        <button type="button" class="button" onClick={onClose}>
          Close
        </button>
        {!isStarted && (
          <button type="button" class="button button-primary" disabled={isSending || prices.isLoading} onClick={start}>
            Start {prices.textOf(tier)}
          </button>
        )}
      </div>
    </section>
  );
}
