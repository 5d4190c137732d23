// One vault: its size, its settings, its jobs, and what its newest inventory lists.

import { useState } from 'preact/hooks';
import { useMutation } from '../../client/useMutation.ts';
import { useQuery } from '../../client/useQuery.ts';
import { FailureNotice } from '../../components/FailureNotice.tsx';
import { ForeignText } from '../../components/ForeignText.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Page } from '../../components/Page.tsx';
import { ShowGraphql } from '../../components/ShowGraphql.tsx';
import { Time } from '../../components/Time.tsx';
import { countOf, formatBytes, wordsOf } from '../../core/format.ts';
import { addressOf } from '../../router/route.ts';
import { openRoute } from '../../router/useRoute.ts';
import type { ViewProps } from '../view.ts';
import { InventoryBrowser } from './InventoryBrowser.tsx';
import { ensureInventory, type VaultFacts, vaultPage } from './vaultOperations.ts';

export function VaultView({ path }: ViewProps) {
  const variables = { id: path[0] ?? '' };
  const { answer, failure, isLoading, refetch } = useQuery(vaultPage, variables);
  const vault = answer?.data.node?.__typename === 'Vault' ? answer.data.node : null;
  return (
    <Page
      title={vault ? `Vault ${vault.name}` : 'Vault'}
      actions={<ShowGraphql operations={[{ label: 'Vault', operation: vaultPage, variables }]} />}
    >
      {failure && <FailureNotice failure={failure} onRetry={refetch} />}
      {isLoading && !answer && <p role="status">Reading the vault …</p>}
      {answer && !vault && <p>There is no such vault, or you may not read it.</p>}
      {answer?.errors.map(({ message, path: at }) => (
        <Notice key={String(at)} kind="warning">
          {at?.slice(1).join('.')}: <ForeignText text={message} />
        </Notice>
      ))}
      {vault && <Facts vault={vault} />}
      {vault && <Inventory vault={vault} />}
    </Page>
  );
}

const Facts = ({ vault }: { vault: VaultFacts }) => (
  <dl class="vault-facts">
    <div>
      <dt>Location</dt>
      <dd>
        {vault.accountId} · {vault.region}
      </dd>
    </div>
    <div>
      <dt>Content</dt>
      <dd>
        {vault.numberOfArchives === null || vault.sizeInBytes === null
          ? 'Unknown until AWS has taken an inventory'
          : `${countOf(vault.numberOfArchives, 'archive')}, ${formatBytes(vault.sizeInBytes)}`}
      </dd>
    </div>
    <div>
      <dt>Inventory of AWS</dt>
      <dd>{vault.lastInventoryDate === null ? 'None yet' : <Time date={vault.lastInventoryDate} />}</dd>
    </div>
    <div>
      <dt>Jobs</dt>
      <dd>
        <a href={addressOf(['jobs'], new URLSearchParams({ text: vault.name }))}>Show the jobs of this vault</a>
      </dd>
    </div>
    <div>
      <dt>Notifications</dt>
      <dd>
        {vault.notifications ? (
          <>
            {vault.notifications.events.map(wordsOf).join(', ')} to <ForeignText text={vault.notifications.snsTopic} />
          </>
        ) : (
          'None'
        )}
      </dd>
    </div>
    <div>
      <dt>Lock</dt>
      <dd>{vault.lock ? wordsOf(vault.lock.state) : 'None'}</dd>
    </div>
    <div>
      <dt>Tags</dt>
      <dd>{tagsOf(vault)}</dd>
    </div>
  </dl>
);

const tagsOf = ({ tags }: VaultFacts) =>
  tags && tags.length > 0
    ? tags.map(({ key, value }, index) => (
        <span key={key}>
          {index > 0 && ', '}
          <ForeignText text={`${key}: ${value}`} />
        </span>
      ))
    : 'None';

function Inventory({ vault }: { vault: VaultFacts }) {
  const { latestInventory: job } = vault;
  const canStart = vault.viewerCan.includes('START');
  return (
    <section class="section" aria-labelledby="inventory">
      <h2 id="inventory">Inventory</h2>
      {job?.output && (
        <p class="hint">
          Of <Time date={job.completionDate ?? job.output.guaranteedUntil} />, kept until{' '}
          <Time date={job.output.guaranteedUntil} />.{' '}
          <a href={job.output.url} download={job.output.fileName ?? true}>
            Download it{job.output.sizeInBytes === null ? '' : ` (${formatBytes(job.output.sizeInBytes)})`}
          </a>
        </p>
      )}
      {job?.inventory ? (
        <InventoryBrowser vault={vault} inventoryId={job.inventory.id} canStart={canStart} />
      ) : (
        <MissingInventory vault={vault} canStart={canStart} />
      )}
    </section>
  );
}

/** Seconds: a running or recent inventory of a day is taken instead of a new one. */
const maxAgeSeconds = 86_400;

function MissingInventory({ vault, canStart }: { vault: VaultFacts; canStart: boolean }) {
  const { send, isSending, failure } = useMutation(ensureInventory);
  const [refusal, setRefusal] = useState<string | null>(null);
  const retrieve = async () => {
    const result = (await send({ input: { vault: { id: vault.id }, maxAgeSeconds } }))?.data.ensureInventory;
    if (result?.__typename === 'EnsureInventoryPayload') openRoute(['job', result.job.id]);
    else setRefusal(result?.message ?? null);
  };
  const message = failure?.message ?? refusal;
  return (
    <>
      <p>There is no inventory to look into. AWS lists the archives of a vault only by a job of 3 to 5 hours.</p>
      {message && (
        <Notice kind="error" isAlert>
          <ForeignText text={message} />
        </Notice>
      )}
      {canStart ? (
        <button type="button" class="button button-primary" disabled={isSending} onClick={retrieve}>
          Retrieve the inventory
        </button>
      ) : (
        <p class="hint">You may not start jobs in this vault.</p>
      )}
    </>
  );
}
