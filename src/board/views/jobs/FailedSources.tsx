// What the list lacks, because AWS could not be read there.
import { ForeignText } from '../../components/ForeignText.tsx';
import { Notice } from '../../components/Notice.tsx';
import { countOf, wordsOf } from '../../core/format.ts';
import type { Source } from './useJobs.ts';

export function FailedSources({ sources, nameOf }: { sources: readonly Source[]; nameOf(accountId: string): string }) {
  if (sources.length === 0) return null;
  return (
    <Notice kind="warning">
      <details>
        <summary>
          {countOf(sources.length, 'source')} cannot be read. The list shows what was last known of{' '}
          {sources.length === 1 ? 'it' : 'them'}.
        </summary>
        <ul>
          {sources.map(({ accountId, region, service, status, message, failedVaults }) => (
            <li key={`${accountId}/${region}/${service}`}>
              <ForeignText text={nameOf(accountId)} /> {region}, {service === 'GLACIER' ? 'Glacier vaults' : 'S3 Batch'}
              : {wordsOf(status)}.{' '}
              <ForeignText
                text={[
                  message ?? '',
                  ...failedVaults.map(({ vaultName, message: reason }) => `${vaultName}: ${reason}`),
                ].join(' ')}
              />
            </li>
          ))}
        </ul>
      </details>
    </Notice>
  );
}
