// Changes of all jobs that the filter of the list matches: first which ones they are and what it costs, then the button that
// changes exactly those, then one outcome for each.
import { useState } from 'preact/hooks';
import { Notice } from '../../components/Notice.tsx';
import { Page } from '../../components/Page.tsx';
import { ShowGraphql } from '../../components/ShowGraphql.tsx';
import { SourceNotices } from '../../components/SourceNotices.tsx';
import { countOf } from '../../core/format.ts';
import { addressOf } from '../../router/route.ts';
import { apiFilterOf, filterParameters, parseFilter } from '../jobs/jobFilter.ts';
import { useJobs } from '../jobs/useJobs.ts';
import { useLocations } from '../jobs/useLocations.ts';
import type { ViewProps } from '../view.ts';
import { BulkChoices } from './BulkChoices.tsx';
import { BulkPreview } from './BulkPreview.tsx';
import { actions, actionWords } from './bulkActions.ts';
import { Outcomes } from './Outcomes.tsx';
import { type BulkChoice, useBulkChange } from './useBulkChange.ts';

export function BulkView({ parameters }: ViewProps) {
  const filter = parseFilter(parameters);
  const { options, isLoading, nameOf } = useLocations();
  // The rights on vaults are those of each vault: the dry run counts what the viewer may not restage.
  const possible = actions.filter((each) => each === 'RESTAGE' || options.some(({ canManage }) => canManage));
  const [chosen, setChosen] = useState<BulkChoice>({ action: 'CANCEL', priority: 10, tier: null });
  const choice = possible.includes(chosen.action) ? chosen : { ...chosen, action: 'RESTAGE' as const };
  const { preview, outcome, failure, isSending, look, change, reset } = useBulkChange(choice);
  const { label, operation } = actionWords[choice.action];
  const { observedAt } = useJobs();
  const jobs = { filter: apiFilterOf(filter, observedAt) };
  const shown = outcome ?? preview;
  return (
    <Page
      title="Change all matching jobs"
      actions={<ShowGraphql operations={[{ label, operation, variables: { input: { jobs, dryRun: true } } }]} />}
    >
      <p>
        The filter of the list applies:{' '}
        <a href={addressOf(['jobs'], filterParameters(filter))}>
          {[...filterParameters(filter)].map(([name, value]) => `${name} ${value}`).join(', ') || 'none is set'}
        </a>
        . A text is searched in descriptions alone.
      </p>
      {isLoading || (filter.expiring && observedAt === null) ? (
        <p role="status">Reading your locations and the time …</p>
      ) : (
        <BulkChoices
          choice={choice}
          possible={possible}
          isSending={isSending}
          onLook={() => void look(jobs)}
          onChange={(changed) => {
            setChosen({ ...choice, ...changed });
            reset();
          }}
        />
      )}
      {failure && (
        <Notice kind="error" isAlert>
          {failure}
        </Notice>
      )}
      {preview && (
        <SourceNotices sources={preview.sources} nameOf={nameOf} consequence=", so its jobs are not among these" />
      )}
      {preview && !outcome && (
        <BulkPreview
          action={choice.action}
          preview={preview}
          isSending={isSending}
          onChange={(ids) => void change(ids)}
        />
      )}
      {outcome && (
        <Notice kind={outcome.failed + outcome.notSent > 0 ? 'warning' : 'success'} isAlert>
          {countOf(outcome.changed, 'job')} {choice.action === 'RESTAGE' ? 'restaged' : 'changed'}, {outcome.failed}{' '}
          failed, {outcome.notSent} not sent.
        </Notice>
      )}
      {shown && <Outcomes action={choice.action} outcomes={shown.outcomes} known={preview?.outcomes ?? []} />}
    </Page>
  );
}
