// The subscription peer: GraphQL Yoga and its createPubSub, as their manual shows. It receives the job that the gateway reported, so
// that both send the same; the gateway's events additionally have an id and the count of AWS calls.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPubSub, createSchema, createYoga } from 'graphql-yoga';
import { acceptCommands } from './acceptCommands.ts';

export interface PublishedJob {
  progressSummary: { numberOfTasksSucceeded: number };
}

const typeDefs = `
  type Query { ok: Boolean! }
  type Subscription { batchJobUpdates: BatchJobEvent! }
  type BatchJobEvent { job: BatchJob }
  enum BatchJobStatus { ACTIVE COMPLETE }
  enum JobPhase { RUNNING DONE }
  enum JobOutcome { SUCCEEDED FAILED }
  enum BatchOperationName { S3_INITIATE_RESTORE_OBJECT }
  type BatchJob {
    id: ID!
    jobId: String!
    jobDescription: String
    operationName: BatchOperationName!
    status: BatchJobStatus!
    phase: JobPhase!
    outcome: JobOutcome
    priority: Int!
    creationDate: String!
    completionDate: String
    progressSummary: ProgressSummary
  }
  type ProgressSummary {
    totalNumberOfTasks: Float!
    numberOfTasksSucceeded: Float!
    numberOfTasksFailed: Float!
  }
`;

export async function startYoga(): Promise<void> {
  const pubSub = createPubSub<{ batchJobUpdates: [PublishedJob] }>();
  const schema = createSchema({
    typeDefs,
    resolvers: {
      Subscription: {
        batchJobUpdates: {
          subscribe: () => pubSub.subscribe('batchJobUpdates'),
          resolve: (job: PublishedJob) => ({ job }),
        },
      },
    },
  });
  const server = createServer(createYoga({ schema }));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  acceptCommands({ publish: (job) => pubSub.publish('batchJobUpdates', job as PublishedJob) });
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql \n`);
}
