import { describe, test } from 'vitest';
import { expectToFollow, overWebSocket, snippet } from './runSnippet.ts';

/** Goes on behind the snippet. */
const asksToo = `
const answer = await network.execute({ text: '{ __typename }', operationKind: 'query' }, {}, {}).toPromise();
if (answer.data.__typename !== 'Query') throw new Error(JSON.stringify(answer));
`;

describe("Relay's network layer", () => {
  test('follows a job as the README shows, and asks by the same network', () =>
    expectToFollow(snippet('Relay') + asksToo));

  test('follows a job over WebSocket', () => expectToFollow(overWebSocket(snippet('Relay'))));
});
