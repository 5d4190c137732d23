// Options: inventories, completion reports and downloads.
import { optionGroup, text, wholeNumber } from './option.ts';

export const outputsOptions = optionGroup('Inventories, completion reports and downloads', {
  INVENTORY_SCAN_BYTES: {
    ...wholeNumber(65_536, 1_073_741_824, 'bytes'),
    fallback: '33554432',
    reason: '32 MiB bound the download and the parsing of one request',
    help: 'Part of an inventory that one request searches for archives that match a filter. The response then has a cursor to continue.',
  },
  REPORT_SCAN_BYTES: {
    ...wholeNumber(65_536, 1_073_741_824, 'bytes'),
    fallback: '33554432',
    reason: '32 MiB bound the download and the parsing of one request, and have about 250,000 tasks',
    help: 'Part of completion reports that one request searches for tasks and for failures. A page of tasks then has a cursor to continue. Also the part of compressed manifests that one request unpacks.',
  },
  RETRY_MAX_BYTES: {
    ...wholeNumber(1_048_576, 1_099_511_627_776, 'bytes'),
    fallback: '2147483648',
    reason: '2 GiB have about 15 million tasks, which take a minute of CPU time to read twice',
    help: 'Failed tasks of a completion report that one retryBatchJob reads. It reads them twice, in constant memory. A report with more is a ReportUnavailableError.',
  },
  OUTPUT_SECRET: {
    ...text(/^.{32,}$/, '32 characters or more'),
    ifOmitted: 'each instance generates one at start',
    help: 'Key that encrypts download links. All instances behind one address need the same.',
    isSecret: 'whole',
  },
  OUTPUT_LINK_SECONDS: {
    ...wholeNumber(1, 86_400, 'seconds'),
    fallback: '900',
    reason: '15 minutes to begin a download; a new query returns a new link',
    help: 'Lifetime of a download link.',
  },
});
