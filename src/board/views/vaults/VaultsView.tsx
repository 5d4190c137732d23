// All vaults in all locations, with their size and the age of their inventories.

import { useState } from 'preact/hooks';
import { useQuery } from '../../client/useQuery.ts';
import { FailureNotice } from '../../components/FailureNotice.tsx';
import { Field } from '../../components/Field.tsx';
import { ForeignText } from '../../components/ForeignText.tsx';
import { Page } from '../../components/Page.tsx';
import { ShowGraphql } from '../../components/ShowGraphql.tsx';
import { SourceNotices } from '../../components/SourceNotices.tsx';
import { TableFrame } from '../../components/TableFrame.tsx';
import { Time } from '../../components/Time.tsx';
import { countOf, formatBytes, formatNumber } from '../../core/format.ts';
import { addressOf } from '../../router/route.ts';
import { replaceParameters } from '../../router/useRoute.ts';
import { useLocations } from '../jobs/useLocations.ts';
import type { ViewProps } from '../view.ts';
import { type VaultRow, vaultList } from './vaultOperations.ts';

const pageSize = 100;
const mostVaults = 1000;

const Unknown = () => <span class="hint">Unknown</span>;

const Row = ({ vault, nameOf }: { vault: VaultRow; nameOf(accountId: string): string }) => (
  <tr>
    <th scope="row">
      <a href={addressOf(['vault', vault.id])}>
        <ForeignText text={vault.name} />
      </a>
    </th>
    <td>
      <ForeignText text={nameOf(vault.accountId)} /> <span class="hint">{vault.region}</span>
    </td>
    <td class="number">{vault.numberOfArchives === null ? <Unknown /> : formatNumber(vault.numberOfArchives)}</td>
    <td class="number">{vault.sizeInBytes === null ? <Unknown /> : formatBytes(vault.sizeInBytes)}</td>
    <td>{vault.lastInventoryDate === null ? 'None yet' : <Time date={vault.lastInventoryDate} />}</td>
  </tr>
);

export function VaultsView({ parameters }: ViewProps) {
  const text = parameters.get('text') ?? '';
  const [first, setFirst] = useState(pageSize);
  const variables = { filter: text === '' ? null : { nameContains: text }, first };
  const { answer, failure, isLoading, refetch } = useQuery(vaultList, variables);
  const { nameOf } = useLocations();
  const vaults = answer?.data.vaults;
  return (
    <Page title="Vaults" actions={<ShowGraphql operations={[{ label: 'Vaults', operation: vaultList, variables }]} />}>
      <div class="filter-fields">
        <Field label="Search">
          <input
            type="search"
            value={text}
            placeholder="Part of a name"
            onChange={({ currentTarget: { value } }) =>
              replaceParameters(new URLSearchParams(value === '' ? {} : { text: value }))
            }
          />
        </Field>
      </div>
      {failure && <FailureNotice failure={failure} onRetry={refetch} />}
      {vaults && <SourceNotices sources={vaults.sources} nameOf={nameOf} />}
      <p class="list-summary" role="status">
        {vaults
          ? `${countOf(vaults.nodes.length, 'vault')}${vaults.pageInfo.hasNextPage ? ', and more' : ''}. Sizes are those of the last inventory that AWS took.`
          : isLoading && 'Reading the vaults …'}
      </p>
      {vaults && vaults.nodes.length > 0 && (
        <TableFrame label="Vaults">
          <table class="table">
            <thead>
              <tr>
                <th scope="col">Vault</th>
                <th scope="col">Location</th>
                <th scope="col" class="number">
                  Archives
                </th>
                <th scope="col" class="number">
                  Size
                </th>
                <th scope="col">Last inventory</th>
              </tr>
            </thead>
            <tbody>
              {vaults.nodes.map((vault) => (
                <Row key={vault.id} vault={vault} nameOf={nameOf} />
              ))}
            </tbody>
          </table>
        </TableFrame>
      )}
      {vaults?.pageInfo.hasNextPage && first < mostVaults && (
        <button type="button" class="button" disabled={isLoading} onClick={() => setFirst(first + pageSize)}>
          Show more
        </button>
      )}
    </Page>
  );
}
