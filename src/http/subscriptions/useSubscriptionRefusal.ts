// Yoga answers queries and mutations only. A subscription that comes as far was asked for in a way that cannot tell of
// changes, and is told which ways can.
import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

const message =
  'Subscriptions are answered as text/event-stream (send the header "accept: text/event-stream") or over WebSocket (graphql-transport-ws).';

export const useSubscriptionRefusal = (): Plugin => ({
  onSubscribe: ({ setResultAndStopExecution }) => {
    const extensions = { code: 'BAD_USER_INPUT', http: { status: 406 } };
    setResultAndStopExecution({ errors: [new GraphQLError(message, { extensions })] });
  },
});
