// Yoga answers queries and mutations only. A subscription that comes as far was asked for in a way that cannot tell of
// changes, and is told which ways can.
import { type ASTVisitor, GraphQLError, type ValidationContext } from 'graphql';
import type { Plugin } from 'graphql-yoga';

const message =
  'Subscriptions are answered as text/event-stream (send the header "accept: text/event-stream") or over WebSocket (graphql-transport-ws).';

/** As the specification has it: a subscription has one root field, whatever its variables. graphql fails where it has none. */
const rootFieldIsThere = (context: ValidationContext): ASTVisitor => ({
  Directive: (directive) => {
    const { value: name } = directive.name;
    if (name !== 'skip' && name !== 'include') return;
    if (context.getParentType() !== context.getSchema().getSubscriptionType()) return;
    context.reportError(
      new GraphQLError(`"@${name}" is not for the root field of a subscription.`, { nodes: directive }),
    );
  },
});

export const useSubscriptionRejection = (): Plugin => ({
  onValidate: ({ addValidationRule }) => addValidationRule(rootFieldIsThere),
  onSubscribe: ({ setResultAndStopExecution }) => {
    const extensions = { code: 'BAD_USER_INPUT', http: { status: 406 } };
    setResultAndStopExecution({ errors: [new GraphQLError(message, { extensions })] });
  },
});
