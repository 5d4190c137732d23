// The rejection of subscriptions that reach yoga, which executes queries and mutations only: such a request used a transport
// that cannot deliver events. The message names the transports that can.
import { type ASTVisitor, GraphQLError, type ValidationContext } from 'graphql';
import type { Plugin } from 'graphql-yoga';

const message =
  'Subscriptions need a stream: send the header "accept: text/event-stream", or use WebSocket (graphql-transport-ws).';

/** The specification requires one root field for all variables. graphql-js fails on a subscription without one. */
const forbidRootDirectives = (context: ValidationContext): ASTVisitor => ({
  Directive: (directive) => {
    const { value: name } = directive.name;
    if (name !== 'skip' && name !== 'include') return;
    if (context.getParentType() !== context.getSchema().getSubscriptionType()) return;
    context.reportError(
      new GraphQLError(`"@${name}" is not allowed on the root field of a subscription.`, { nodes: directive }),
    );
  },
});

export const useSubscriptionRejection = (): Plugin => ({
  onValidate: ({ addValidationRule }) => addValidationRule(forbidRootDirectives),
  onSubscribe: ({ setResultAndStopExecution }) => {
    const extensions = { code: 'BAD_USER_INPUT', http: { status: 406 } };
    setResultAndStopExecution({ errors: [new GraphQLError(message, { extensions })] });
  },
});
