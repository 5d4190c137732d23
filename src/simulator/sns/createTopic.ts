// https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
// An existing topic is returned as if it were new.
import { CreateTopic$, type CreateTopicCommandInput, type CreateTopicCommandOutput } from '@aws-sdk/client-sns';
import { AwsError, NotSimulated } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { arnOf } from '../world/arnOf.ts';

export const createTopic = operation<CreateTopicCommandInput, CreateTopicCommandOutput>(
  CreateTopic$,
  ({ Name: name = '', Attributes: attributes = {} }, { world, location }) => {
    if (!/^[\w-]{1,256}$/.test(name)) throw new AwsError('InvalidParameter', 'Invalid parameter: Topic Name');
    const [attribute] = Object.keys(attributes);
    if (attribute !== undefined) throw new NotSimulated(`CreateTopic takes no attributes here: ${attribute}`);
    return { TopicArn: world.addTopic(arnOf('sns', location, name)).arn };
  },
);
