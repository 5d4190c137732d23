// The limits of a document, checked before validation. Validation and the cost estimate take time that grows with what is
// counted here, with fragments once per spread. The check itself stops at the limits.
import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { invalidDocument } from './invalidDocument.ts';

export interface DocumentLimits {
  depth: number;
  aliases: number;
  tokens: number;
}

/** GraphiQL sends all operations of a tab in one document. */
const maxOperations = 20;
const maxFragments = 100;
const maxVariables = 100;
const maxDirectives = 50;
/** Fields and fragments of an operation, counted once per spread. */
const maxSelections = 2_000;
/** The nesting of selections, and of values. */
const maxNesting = 50;
/** The standard introspection query has 15. */
const maxIntrospectionDepth = 20;
/** AWS ids have 138 characters and names in the schema fewer than 100. Longer values belong in variables. */
const maxLiteral = 4_096;
const maxName = 256;

class LimitExceeded extends Error {}

const reject = (message: string): never => {
  throw new LimitExceeded(message);
};

/** Null if the document is within the limits. */
export function checkDocument(
  document: DocumentNode,
  limits: DocumentLimits,
  { introspection }: { introspection: boolean },
): GraphQLError | null {
  try {
    const { definitions } = document;
    const operations = definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
    const fragments = definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
    if (operations.length > maxOperations) reject(`A document may have at most ${maxOperations} operations.`);
    if (fragments.length > maxFragments) reject(`A document may have at most ${maxFragments} fragments.`);
    const check = new DocumentCheck(introspection);
    for (const each of [...operations, ...fragments]) check.definition(each);
    const byName = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
    for (const operation of operations) new OperationCheck(byName, limits).selections(operation.selectionSet, 0, null);
    return null;
  } catch (error) {
    if (error instanceof LimitExceeded) return invalidDocument(error.message);
    throw error;
  }
}

const isIntrospection = ({ name: { value } }: FieldNode): boolean => value === '__schema' || value === '__type';

/** Checks the document as written, each fragment once. */
class DocumentCheck {
  #directives = 0;

  constructor(readonly introspection: boolean) {}

  definition(definition: OperationDefinitionNode | FragmentDefinitionNode): void {
    const variables = definition.variableDefinitions ?? [];
    if (variables.length > maxVariables) reject(`An operation may have at most ${maxVariables} variables.`);
    this.#name(definition.name?.value);
    for (const { variable, defaultValue, directives } of variables) {
      // An object loses a value of this name, and the executor reports that as an internal error.
      if (variable.name.value === '__proto__') reject('A variable must not be named __proto__.');
      if (defaultValue) this.#value(defaultValue, 0);
      this.#writtenDirectives(directives);
    }
    this.#writtenDirectives(definition.directives);
    this.#selections(definition.selectionSet, 0);
  }

  #selections({ selections }: SelectionSetNode, nesting: number): void {
    if (nesting >= maxNesting) reject(`Selections may be nested at most ${maxNesting} levels deep.`);
    for (const selection of selections) {
      this.#writtenDirectives(selection.directives);
      if (selection.kind === Kind.FRAGMENT_SPREAD) continue;
      if (selection.kind === Kind.FIELD) {
        this.#name(selection.name.value);
        this.#name(selection.alias?.value);
        if (!this.introspection && isIntrospection(selection)) reject('Introspection is disabled.');
        for (const { value } of selection.arguments ?? []) this.#value(value, 0);
      }
      if (selection.selectionSet) this.#selections(selection.selectionSet, nesting + 1);
    }
  }

  #writtenDirectives(directives: readonly DirectiveNode[] = []): void {
    this.#directives += directives.length;
    if (this.#directives > maxDirectives) reject(`A document may have at most ${maxDirectives} directives.`);
    for (const { arguments: given } of directives) for (const { value } of given ?? []) this.#value(value, 0);
  }

  #value(value: ValueNode, nesting: number): void {
    if (nesting > maxNesting) reject(`Values may be nested at most ${maxNesting} levels deep.`);
    if ('value' in value && typeof value.value === 'string' && value.value.length > maxLiteral) {
      reject(`A value in a document may have at most ${maxLiteral} characters. Use a variable for a longer one.`);
    }
    if (value.kind === Kind.LIST) for (const item of value.values) this.#value(item, nesting + 1);
    if (value.kind === Kind.OBJECT) for (const field of value.fields) this.#value(field.value, nesting + 1);
  }

  #name(name = ''): void {
    if (name.length > maxName) reject(`A name may have at most ${maxName} characters.`);
  }
}

/** Checks an operation as executed, each fragment once per spread. */
class OperationCheck {
  #selected = 0;
  #aliases = 0;
  readonly #open = new Set<string>();

  constructor(
    readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    readonly limits: DocumentLimits,
  ) {}

  /** `introspected` is the depth of the enclosing introspection field; null outside of one. */
  selections({ selections }: SelectionSetNode, depth: number, introspected: number | null): void {
    for (const selection of selections) {
      this.#selected += 1;
      if (this.#selected > maxSelections)
        reject(`An operation may have at most ${maxSelections} fields and fragments, counted once per spread.`);
      this.#selection(selection, depth, introspected);
    }
  }

  #selection(selection: SelectionNode, depth: number, introspected: number | null): void {
    switch (selection.kind) {
      case Kind.FIELD: {
        const root = introspected ?? (isIntrospection(selection) ? depth : null);
        const most = root === null ? this.limits.depth : maxIntrospectionDepth;
        if (depth - (root ?? 0) >= most) reject(`Fields may be nested at most ${most} levels deep.`);
        if (selection.alias) this.#aliases += 1;
        if (this.#aliases > this.limits.aliases)
          reject(`An operation may have at most ${this.limits.aliases} aliases.`);
        if (selection.selectionSet) this.selections(selection.selectionSet, depth + 1, root);
        return;
      }
      case Kind.INLINE_FRAGMENT:
        this.selections(selection.selectionSet, depth, introspected);
        return;
      case Kind.FRAGMENT_SPREAD: {
        const name = selection.name.value;
        const fragment = this.fragments.get(name);
        if (!fragment) return;
        if (this.#open.has(name)) reject('A fragment must not spread itself, directly or through other fragments.');
        this.#open.add(name);
        this.selections(fragment.selectionSet, depth, introspected);
        this.#open.delete(name);
      }
    }
  }
}
