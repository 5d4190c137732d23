import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { ApolloProvider } from '@apollo/client/react';
import { possibleTypes, typePolicies } from 'glacier-graphql/client';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';
import { createRoot } from 'react-dom/client';
import { Board } from './Board';

const uri: string = import.meta.env.VITE_GATEWAY ?? 'http://127.0.0.1:4000/graphql';
const events = createClient({ url: uri.replace('http', 'ws'), retryAttempts: Infinity, shouldRetry: () => true });
const isSubscription = ({ operationType }: ApolloLink.Operation) => operationType === OperationTypeNode.SUBSCRIPTION;
const link = ApolloLink.split(isSubscription, new GraphQLWsLink(events), new HttpLink({ uri }));
const client = new ApolloClient({ link, cache: new InMemoryCache({ possibleTypes, typePolicies }) });
const root = createRoot(document.querySelector('main') ?? document.body);
root.render(
  <ApolloProvider client={client}>
    <Board />
  </ApolloProvider>,
);
