// https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html
// Supports the one attribute that messages show: the signature version.
import {
  SetTopicAttributes$,
  type SetTopicAttributesCommandInput,
  type SetTopicAttributesCommandOutput,
} from '@aws-sdk/client-sns';
import { AwsError, NotSimulated } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { findTopic } from './findTopic.ts';

export const setTopicAttributes = operation<SetTopicAttributesCommandInput, SetTopicAttributesCommandOutput>(
  SetTopicAttributes$,
  ({ TopicArn, AttributeName: name, AttributeValue: value }, { world }) => {
    const topic = findTopic(world, TopicArn);
    if (name !== 'SignatureVersion') throw new NotSimulated(`The simulator has no topic attribute ${name}`);
    if (value !== '1' && value !== '2') throw new AwsError('InvalidParameter', 'Invalid parameter: SignatureVersion');
    topic.signatureVersion = value;
    return {};
  },
);
