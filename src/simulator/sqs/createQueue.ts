// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
// A queue that exists with the same attributes is returned as if it were new.
import { CreateQueue$, type CreateQueueCommandInput, type CreateQueueCommandOutput } from '@aws-sdk/client-sqs';
import { NotSimulated } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { arnOf } from '../world/arnOf.ts';
import { queueNameTaken } from '../world/world.ts';
import { urlOf } from './queue/findQueue.ts';
import { attributeTexts, defaultAttributes, parseAttributes } from './queue/queueAttributes.ts';
import { invalidValue, sqsError } from './sqsError.ts';

export const createQueue = operation<CreateQueueCommandInput, CreateQueueCommandOutput>(
  CreateQueue$,
  (input, context) => {
    const { QueueName: name = '', Attributes: given = {}, tags } = input;
    const { world, location, now } = context;
    if (name.endsWith('.fifo')) throw new NotSimulated(`The simulator has standard queues only: ${name}`);
    if (!/^[\w-]{1,80}$/.test(name)) {
      throw invalidValue(
        'QueueName',
        name,
        'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.',
      );
    }
    if (tags && Object.keys(tags).length > 0) throw new NotSimulated('The simulator has no tags of queues');
    const arn = arnOf('sqs', location, name);
    const attributes = parseAttributes(given, (target) => world.queues.has(target));
    const known = world.queues.get(arn);
    if (known) {
      const texts = attributeTexts(known.attributes);
      const wanted = attributeTexts({ ...known.attributes, ...attributes });
      const other = Object.keys({ ...texts, ...wanted }).find((attribute) => texts[attribute] !== wanted[attribute]);
      if (other !== undefined) {
        throw sqsError(
          'QueueNameExists',
          `A queue already exists with the same name and a different value for attribute ${other}`,
        );
      }
      return { QueueUrl: urlOf(name, context) };
    }
    if (now < (world.deletedQueues.get(arn) ?? Number.NEGATIVE_INFINITY) + queueNameTaken) {
      throw sqsError(
        'QueueDeletedRecently',
        'You must wait 60 seconds after deleting a queue before you can create another with the same name.',
      );
    }
    world.addQueue(location, name, { ...defaultAttributes, ...attributes });
    return { QueueUrl: urlOf(name, context) };
  },
);
