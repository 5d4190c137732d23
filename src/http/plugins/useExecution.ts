// The execution of what yoga has parsed and found valid: see operations/createOperations.ts.
import { GraphQLError } from 'graphql';
import type { Plugin, YogaInitialContext } from 'graphql-yoga';
import type { Caller } from '../../access/caller.ts';
import type { Context } from '../../context.ts';
import type { Operations } from '../operations/createOperations.ts';
import { withUsage } from '../operations/withUsage.ts';

/** A subscription that reaches yoga used a transport that cannot deliver events. The message names those that can. */
const noStream =
  'Subscriptions need a stream: send the header "accept: text/event-stream", or use WebSocket (graphql-transport-ws).';

/** The part of yoga's context that the gateway adds. */
export interface YogaContext {
  /** The context of the operation. */
  gateway: Context;
}

export const useExecution = ({ documents, createContext, execute }: Operations): Plugin<Partial<YogaContext>> => ({
  onContextBuilding: ({ context, extendContext }) => {
    const { request, caller } = context as unknown as YogaInitialContext & { caller: Caller };
    extendContext({ gateway: createContext(caller, request.signal) });
  },
  onExecute: ({ setExecuteFn }) =>
    setExecuteFn(({ document, operationName, variableValues, contextValue }) =>
      execute(documents.prepare(document, operationName), variableValues, (contextValue as YogaContext).gateway),
    ),
  onSubscribe: ({ args, setResultAndStopExecution }) => {
    const error = new GraphQLError(noStream, { extensions: { code: 'BAD_USER_INPUT', http: { status: 406 } } });
    setResultAndStopExecution(withUsage({ errors: [error] }, (args.contextValue as YogaContext).gateway));
  },
});
