import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { RetryLink } from '@apollo/client/link/retry';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { ApolloProvider } from '@apollo/client/react';
import { isRetryable, possibleTypes, typePolicies } from 'glacier-graphql/client';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';
import { createRoot } from 'react-dom/client';
import { Board } from './Board';

const uri: string = import.meta.env.VITE_GATEWAY ?? 'http://127.0.0.1:4000/graphql';
const events = createClient({ url: uri.replace('http', 'ws'), retryAttempts: Infinity, shouldRetry: () => true });
const isSubscription = ({ operationType }: ApolloLink.Operation) => operationType === OperationTypeNode.SUBSCRIPTION;
const retry = new RetryLink({ delay: { max: 30_000 }, attempts: { max: Infinity, retryIf: isRetryable } });
const link = ApolloLink.split(isSubscription, retry.concat(new GraphQLWsLink(events)), new HttpLink({ uri }));
const client = new ApolloClient({ link, cache: new InMemoryCache({ possibleTypes, typePolicies }) });
createRoot(document.querySelector('main') ?? document.body).render(
  <ApolloProvider client={client}>
    <Board />
  </ApolloProvider>,
);
