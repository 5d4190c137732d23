// The queue of a request. The URL names the account and the queue; the region is the one that the request is signed for.
import type { OperationContext } from '../../http/operation.ts';
import { arnOf } from '../../world/arnOf.ts';
import { sqsError } from '../sqsError.ts';
import type { MessageQueue } from './messageQueue.ts';

export function findQueue(url: string | undefined, context: OperationContext): MessageQueue {
  const [, accountId, name = ''] = /\/(\d{12})\/([\w-]+)$/.exec(url ?? '') ?? [];
  return queueOf(name, accountId, context);
}

/** There are no policies of queues here: only their own account can use them. */
export function queueOf(name: string, accountId: string | undefined, context: OperationContext): MessageQueue {
  const { world, location, account } = context;
  const queue = accountId === account.accountId ? world.queues.get(arnOf('sqs', location, name)) : undefined;
  if (!queue) throw sqsError('QueueDoesNotExist', 'The specified queue does not exist.');
  return queue;
}

/** At the host that the caller has used. */
export const urlOf = (name: string, { account, header }: OperationContext): string =>
  `http://${header('host') ?? 'localhost'}/${account.accountId}/${name}`;
