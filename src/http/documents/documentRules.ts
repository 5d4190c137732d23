// The validation rules of documents: those of the specification, and one that graphql-js lacks.
import { type ASTVisitor, GraphQLError, specifiedRules, type ValidationContext, type ValidationRule } from 'graphql';

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

export const documentRules: readonly ValidationRule[] = [...specifiedRules, forbidRootDirectives];
