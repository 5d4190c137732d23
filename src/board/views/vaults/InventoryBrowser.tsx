// The archives that an inventory lists, page by page, with a search. A retrieval starts from the row of its archive.

import { useState } from 'preact/hooks';
import { useQuery } from '../../client/useQuery.ts';
import { FailureNotice } from '../../components/FailureNotice.tsx';
import { ForeignText } from '../../components/ForeignText.tsx';
import { Notice } from '../../components/Notice.tsx';
import { ShowGraphql } from '../../components/ShowGraphql.tsx';
import { TableFrame } from '../../components/TableFrame.tsx';
import { Time } from '../../components/Time.tsx';
import { countOf, formatBytes } from '../../core/format.ts';
import { shortText } from '../../core/visibleText.ts';
import { nameOfArchive } from './nameOfArchive.ts';
import { RetrieveArchive } from './RetrieveArchive.tsx';
import { RetrieveMatching } from './RetrieveMatching.tsx';
import { type ArchiveRow, inventoryPage, type VaultFacts } from './vaultOperations.ts';

interface Props {
  vault: VaultFacts;
  inventoryId: string;
  canStart: boolean;
}

export function InventoryBrowser({ vault, inventoryId, canStart }: Props) {
  const [text, setText] = useState('');
  /** Where the shown page and those before it begin; the first page begins nowhere. */
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const [chosen, setChosen] = useState<ArchiveRow | 'ALL_THAT_MATCH' | null>(null);
  const variables = {
    id: inventoryId,
    after: cursors.at(-1) ?? null,
    filter: text === '' ? null : { nameContains: text },
  };
  const { answer, failure, isLoading, refetch } = useQuery(inventoryPage, variables);
  const close = () => setChosen(null);
  const page = answer?.data.node?.__typename === 'Inventory' ? answer.data.node.archives : null;
  const { hasNextPage = false, endCursor = null } = page?.pageInfo ?? {};
  return (
    <>
      <form
        class="filter-fields"
        onSubmit={(event) => {
          event.preventDefault();
          setText(String(new FormData(event.currentTarget).get('text') ?? '').trim());
          setCursors([]);
          close();
        }}
      >
        <label class="field">
          <span class="field-label">Search by name</span>
          <input type="search" name="text" placeholder="Part of a name" />
        </label>
        <button type="submit" class="button">
          Search
        </button>
        <ShowGraphql operations={[{ label: 'Inventory', operation: inventoryPage, variables }]} />
      </form>
      {failure && <FailureNotice failure={failure} onRetry={refetch} />}
      {answer?.errors.map(({ message }) => (
        <Notice key={message} kind="warning">
          <ForeignText text={message} />
        </Notice>
      ))}
      {chosen === 'ALL_THAT_MATCH' && (
        <RetrieveMatching vault={vault} inventoryId={inventoryId} text={text} onClose={close} />
      )}
      {chosen && chosen !== 'ALL_THAT_MATCH' && (
        <RetrieveArchive key={chosen.archiveId} vault={vault} archive={chosen} onClose={close} />
      )}
      <p class="list-summary" role="status">
        {isLoading && 'Reading the inventory …'}
        {!isLoading &&
          page &&
          `${countOf(page.nodes.length, 'archive')} on this page${hasNextPage ? ', and more' : ''}.`}
      </p>
      {/* Without a search, one click would retrieve the whole vault. */}
      {canStart && text !== '' && page && page.nodes.length > 0 && (
        <div>
          <button type="button" class="button" onClick={() => setChosen('ALL_THAT_MATCH')}>
            Retrieve all that match …
          </button>
        </div>
      )}
      {page && page.nodes.length > 0 && (
        <TableFrame label="Archives">
          <table class="table">
            <thead>
              <tr>
                <th scope="col">Archive</th>
                <th scope="col" class="number">
                  Size
                </th>
                <th scope="col">Uploaded</th>
                {canStart && <th scope="col">Retrieval</th>}
              </tr>
            </thead>
            <tbody>
              {page.nodes.map((archive) => (
                <tr key={archive.archiveId}>
                  <th scope="row">
                    <ForeignText text={nameOfArchive(archive)} />
                  </th>
                  <td class="number">{formatBytes(archive.sizeInBytes)}</td>
                  <td>
                    <Time date={archive.creationDate} />
                  </td>
                  {canStart && (
                    <td>
                      <button
                        type="button"
                        class="button button-small"
                        aria-label={`Retrieve ${shortText(nameOfArchive(archive))}`}
                        onClick={() => setChosen(archive)}
                      >
                        Retrieve …
                      </button>
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
      )}
      <div class="form-buttons">
        <button
          type="button"
          class="button"
          disabled={cursors.length === 0 || isLoading}
          onClick={() => setCursors(cursors.slice(0, -1))}
        >
          Previous page
        </button>
        <button
          type="button"
          class="button"
          disabled={!hasNextPage || endCursor === null || isLoading}
          onClick={() => endCursor !== null && setCursors([...cursors, endCursor])}
        >
          Next page
        </button>
      </div>
    </>
  );
}
