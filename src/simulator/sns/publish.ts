// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
// To a topic. Messages have a subject, and no attributes.
import { Publish$, type PublishCommandInput, type PublishCommandOutput } from '@aws-sdk/client-sns';
import { AwsError, NotSimulated } from '../http/errors.ts';
import { type Operation, operation } from '../http/operation.ts';
import type { Post } from './createPost.ts';
import { findTopic } from './findTopic.ts';

/** In bytes. */
const LARGEST = 262_144;

/** Members of AWS that the simulator refuses. */
const unsupported = [
  'TargetArn',
  'PhoneNumber',
  'MessageStructure',
  'MessageAttributes',
  'MessageDeduplicationId',
  'MessageGroupId',
] as const;

export const publish = (post: Post): Operation =>
  operation<PublishCommandInput, PublishCommandOutput>(Publish$, (input, { world, now }) => {
    const { TopicArn, Message: message = '', Subject: subject } = input;
    const member = unsupported.find((name) => input[name] !== undefined);
    if (member !== undefined) throw new NotSimulated(`The simulator publishes to topics without ${member}`);
    const topic = findTopic(world, TopicArn);
    if (message === '') throw new AwsError('InvalidParameter', 'Invalid parameter: Empty message');
    if (Buffer.byteLength(message) > LARGEST)
      throw new AwsError('InvalidParameter', 'Invalid parameter: Message too long');
    if (subject !== undefined && !/^[\x20-\x7e]{1,100}$/.test(subject)) {
      throw new AwsError('InvalidParameter', 'Invalid parameter: Subject');
    }
    return { MessageId: post.publish(topic, message, { at: now, subject }) };
  });
