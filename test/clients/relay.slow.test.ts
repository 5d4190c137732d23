import { createClient } from 'graphql-sse';
import { type GraphQLResponse, Network, Observable, type RequestParameters } from 'relay-runtime';
import { describe, test } from 'vitest';
import { startGateway } from '../support/startGateway.ts';
import { expectToFollow, followByEvents, snippet } from './runSnippet.ts';
import { jobUpdates } from './transportContract.ts';

/** Runs after the snippet. */
const asksToo = `
const answer = await network.execute({ text: '{ __typename }', operationKind: 'query' }, {}, {}).toPromise();
if (answer.data.__typename !== 'Query') throw new Error(JSON.stringify(answer));
`;

describe("Relay's network layer", () => {
  test.concurrent('follows a job as docs/subscriptions.md shows, and sends queries through the same network', ({
    expect,
  }) => expectToFollow(snippet('Relay') + asksToo, { expect }));

  test.concurrent('follows a job over server-sent events', ({ expect }) => followByEvents(snippet('Relay'), expect));

  test.concurrent('passes on the error of a rejected subscription', async ({ expect }) => {
    await using gateway = await startGateway();
    const events = createClient({ url: gateway.url });
    const network = Network.create(
      () => Promise.reject(new Error('nobody asks here')),
      ({ text }, variables) =>
        Observable.create<GraphQLResponse>((sink) =>
          events.subscribe({ query: text ?? '', variables }, sink as Parameters<typeof events.subscribe>[1]),
        ),
    );
    const request: RequestParameters = {
      id: null,
      text: jobUpdates,
      name: 'refused',
      operationKind: 'subscription',
      metadata: {},
      cacheID: 'refused',
    };
    const answers: GraphQLResponse[] = [];
    await new Promise<void>((complete, error) => {
      network.execute(request, { ids: [] }, {}).subscribe({ next: (answer) => answers.push(answer), complete, error });
    });
    expect(answers).toMatchObject([{ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] }]);
  });
});
