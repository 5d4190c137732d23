// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html
// Without MaxResults there is one page of 1,000 queues, and no token.
import { ListQueues$, type ListQueuesCommandInput, type ListQueuesCommandOutput } from '@aws-sdk/client-sqs';
import { operation } from '../http/operation.ts';
import { arnOf } from '../world/arnOf.ts';
import { readNameToken, writeNameToken } from '../world/nameToken.ts';
import { pageOf } from '../world/page.ts';
import { urlOf } from './queue/findQueue.ts';
import { invalidValue } from './sqsError.ts';

const LARGEST_PAGE = 1000;

export const listQueues = operation<ListQueuesCommandInput, ListQueuesCommandOutput>(ListQueues$, (input, context) => {
  const { QueueNamePrefix: prefix = '', NextToken: token, MaxResults: most } = input;
  const { world, location } = context;
  if (most !== undefined && (most < 1 || most > LARGEST_PAGE)) {
    throw invalidValue('MaxResults', String(most), `MaxResults must be an integer between 1 and ${LARGEST_PAGE}.`);
  }
  const names = [...world.queues.values()]
    .filter(({ arn, name }) => arn === arnOf('sqs', location, name) && name.startsWith(prefix))
    .map(({ name }) => name)
    .sort();
  const after = token === undefined ? '' : readNameToken(token);
  if (after === undefined) throw invalidValue('NextToken', token ?? '', 'Invalid token.');
  const page = pageOf(names, Number(most ?? LARGEST_PAGE), (name) => name > after);
  const next = most === undefined || page.last === undefined ? {} : { NextToken: writeNameToken(page.last) };
  if (page.entries.length === 0) return next;
  return { QueueUrls: page.entries.map((name) => urlOf(name, context)), ...next };
});
