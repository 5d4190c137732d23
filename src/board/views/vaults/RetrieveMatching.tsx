// The retrieval of all archives that a search in the inventory matches: their number and price in each tier first, then the button
// that starts them.

import { useEffect, useRef, useState } from 'preact/hooks';
import { ForeignText } from '../../components/ForeignText.tsx';
import { Notice } from '../../components/Notice.tsx';
import { ShowGraphql } from '../../components/ShowGraphql.tsx';
import type { Tier } from '../../components/TierChoice.tsx';
import { useReturnedFocus } from '../../components/useReturnedFocus.ts';
import { countOf, formatBytes } from '../../core/format.ts';
import { addressOf } from '../../router/route.ts';
import { RetrievalPrice, useRetrievalPrices } from './RetrievalPrice.tsx';
import { useMatchingArchives } from './useMatchingArchives.ts';
import { useStartRetrievals } from './useStartRetrievals.ts';
import { matchingArchives, startRetrievals, type VaultFacts } from './vaultOperations.ts';

interface Props {
  vault: VaultFacts;
  inventoryId: string;
  /** The search. */
  text: string;
  onClose(): void;
}

export function RetrieveMatching({ vault, inventoryId, text, onClose }: Props) {
  const { archives, isRead, hasMore, failure: unread } = useMatchingArchives(inventoryId, text);
  const [tier, setTier] = useState<Tier>('BULK');
  const sizeInBytes = archives.reduce((sum, archive) => sum + archive.sizeInBytes, 0);
  const load = { archiveCount: archives.length, sizeInBytes, region: vault.region };
  const prices = useRetrievalPrices(isRead && archives.length > 0 ? load : null);
  const ids = archives.map(({ archiveId }) => archiveId);
  const { started, refused, isSending, failure, start, firstInput } = useStartRetrievals(vault.id, ids, tier);
  const heading = useRef<HTMLHeadingElement>(null);
  useReturnedFocus();
  useEffect(() => heading.current?.focus(), []);
  // The tier stays from then on: the key of each start belongs to it.
  const hasBegun = started > 0 || refused.size > 0 || isSending || failure !== null;
  const left = archives.length - started;
  const message = failure ?? unread;
  const variables = { id: inventoryId, after: null, filter: { nameContains: text } };
  return (
    <section class="start-form" aria-labelledby="retrieve-matching">
      <h3 id="retrieve-matching" ref={heading} tabIndex={-1}>
        Retrieve all archives with “<ForeignText text={text} />” in their name
      </h3>
      <p role="status">
        {countOf(archives.length, 'archive')}, {formatBytes(sizeInBytes)}
        {isRead || unread ? '.' : ' so far. Reading the inventory …'}
        {hasMore && ' More archives match: these are the first ones. Search again for the rest.'}
      </p>
      {isRead && archives.length > 0 && (
        <RetrievalPrice prices={prices} tier={tier} isDisabled={hasBegun} onChoose={setTier} />
      )}
      {[...refused].map(([reason, count]) => (
        <Notice key={reason} kind="warning">
          {countOf(count, 'archive')} not started: <ForeignText text={reason} />
        </Notice>
      ))}
      {message && (
        <Notice kind="error" isAlert>
          <ForeignText text={message} />
        </Notice>
      )}
      {hasBegun && (
        <Notice kind={left === 0 ? 'success' : 'info'} isAlert>
          {countOf(started, 'retrieval')} of {archives.length} started.{' '}
          <a href={addressOf(['jobs'], new URLSearchParams({ text: vault.name }))}>Show the jobs of this vault</a>
        </Notice>
      )}
      <div class="form-buttons">
        <ShowGraphql
          operations={[
            { label: 'Archives', operation: matchingArchives, variables },
            { label: 'Start', operation: startRetrievals, variables: { input: firstInput } },
          ]}
        />
        <button type="button" class="button" onClick={onClose}>
          Close
        </button>
        {isRead && left > 0 && (
          <button
            type="button"
            class="button button-primary"
            disabled={isSending || prices.isLoading}
            onClick={() => void start()}
          >
            {hasBegun
              ? `Start the ${countOf(left, 'missing retrieval')}`
              : `Start ${countOf(left, 'retrieval')} ${prices.textOf(tier)}`}
          </button>
        )}
      </div>
    </section>
  );
}
