// Registry of the SNS operations that notifications need: topics, and HTTP endpoints and queues that subscribe to them.

import type { Emission } from '../emission/createEmission.ts';
import { signedService } from '../http/identity.ts';
import type { Service } from '../http/service.ts';
import { awsQuery } from '../protocol/awsQuery.ts';
import { confirmSubscription } from './confirmSubscription.ts';
import type { Post } from './createPost.ts';
import { createTopic } from './createTopic.ts';
import { listSubscriptionsByTopic } from './listSubscriptionsByTopic.ts';
import { publish } from './publish.ts';
import { setTopicAttributes } from './setTopicAttributes.ts';
import { subscribe } from './subscribe.ts';
import { unsubscribe } from './unsubscribe.ts';

export const sns = (post: Post, callbackHosts: readonly string[], emission: Emission): Service => ({
  name: 'sns',
  protocol: awsQuery('http://sns.amazonaws.com/doc/2010-03-31/'),
  operations: [
    createTopic,
    setTopicAttributes,
    subscribe(post, callbackHosts),
    confirmSubscription,
    listSubscriptionsByTopic,
    unsubscribe(post),
    publish(post),
  ],
  faultCodes: { throttle: 'Throttled', '5xx': 'InternalError' },
  // A new subscription receives what follows it.
  settle: (_, now) => emission.settle(now),
  claims: (request) => signedService(request) === 'sns',
  admit: (_input, _request, { accountId }, world) =>
    world.accounts.get(accountId) ?? { accountId, name: accountId, glacierClosed: false },
});
