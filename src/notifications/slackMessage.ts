// A notification as a message for an incoming webhook of Slack, or of a service that accepts the same. Pure.
// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks https://docs.slack.dev/reference/block-kit/blocks
import type { JobDescription } from './describeJob.ts';
import type { Notification, NotificationEvent } from './notification.ts';

const headlines: Record<NotificationEvent, string> = {
  AWAITING_CONFIRMATION: 'waits for confirmation',
  OVERDUE: 'is overdue',
  DONE: 'is done',
  COMPLETED_WITH_FAILURES: 'completed with failures',
  FAILED: 'failed',
  READABLE: 'has restored its objects',
  EXPIRING_SOON: 'has an output that expires soon',
};

/** Slack allows 3000 characters in a text. */
const longest = 500;

export function slackMessage({ event, job }: Notification): object {
  const headline = `${nounOf(job)} ${escaped(job.vaultName ?? job.operationName ?? '')} ${headlines[event]}`;
  const facts = factsOf(job).map(([name, value]) => `${name}: ${escaped(value)}`);
  return {
    // For notifications of the client, which show no blocks.
    text: headline,
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: `*${headline}*\n${facts.join('\n')}` } },
      {
        type: 'context',
        elements: [{ type: 'mrkdwn', text: `${job.accountId} ${job.region} ${escaped(job.jobId)}` }],
      },
    ],
  };
}

function nounOf({ kind }: JobDescription): string {
  if (kind === 'BATCH') return 'Batch job';
  if (kind === 'ARCHIVE_RETRIEVAL') return 'Archive retrieval from';
  return kind === 'INVENTORY_RETRIEVAL' ? 'Inventory of' : 'Glacier job of';
}

function factsOf(job: JobDescription): [string, string][] {
  const { restores } = job;
  const { jobDescription, tasks, reason, diagnoses, expectedCompletion, completionDate, outputGuaranteedUntil } = job;
  const facts: [string, string | null][] = [
    ['Description', jobDescription],
    ['Tasks', tasks && `${tasks.succeeded} succeeded, ${tasks.failed} failed, of ${tasks.total}`],
    ['Objects', restores && objectsOf(restores)],
    ['Readable until', restores?.readableUntil ?? null],
    ['Reason', reason],
    ['Diagnosis', diagnoses.join(', ')],
    ['Expected until', expectedCompletion],
    ['Completed', completionDate],
    ['Output guaranteed until', outputGuaranteedUntil],
  ];
  return facts.flatMap(([name, value]): [string, string][] => (value ? [[name, value.slice(0, longest)]] : []));
}

const objectsOf = ({ readable, checked, isWhole }: NonNullable<JobDescription['restores']>): string =>
  `${readable} readable, of ${checked} ${isWhole ? 'objects' : 'that were checked'}`;

/** https://docs.slack.dev/messaging/formatting-message-text#escaping */
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replace(/\s+/g, ' ');
