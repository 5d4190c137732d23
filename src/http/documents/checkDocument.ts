// What a document may be before anything looks at what it means: validating, and the estimate of the cost, take time that
// grows with what is counted here, fragments each time they are spread. Nothing here is slower than the limits allow.
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

/** GraphiQL sends all operations of a tab. */
const maxOperations = 20;
const maxFragments = 100;
const maxVariables = 100;
const maxDirectives = 50;
/** Fields and fragments of an operation, each time they are spread. */
const maxSelections = 2_000;
/** Selections in each other, and values in each other. */
const maxNesting = 50;
/** Of the schema's own description: the usual query for it has 15. */
const maxIntrospectionDepth = 20;
/** Ids of AWS's have 138 characters, names here fewer than 100; what is longer is for variables. */
const maxLiteral = 4_096;
const maxName = 256;

class Beyond extends Error {}

const refuse = (message: string): never => {
  throw new Beyond(message);
};

/** Null for a document within the limits. */
export function checkDocument(
  document: DocumentNode,
  limits: DocumentLimits,
  { introspection }: { introspection: boolean },
): GraphQLError | null {
  try {
    const { definitions } = document;
    const operations = definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
    const fragments = definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
    if (operations.length > maxOperations) refuse(`A document may have ${maxOperations} operations.`);
    if (fragments.length > maxFragments) refuse(`A document may have ${maxFragments} fragments.`);
    const counted = new Written(introspection);
    for (const each of [...operations, ...fragments]) counted.definition(each);
    const byName = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
    for (const operation of operations) new Spread(byName, limits).selections(operation.selectionSet, 0, null);
    return null;
  } catch (error) {
    if (error instanceof Beyond) return invalidDocument(error.message);
    throw error;
  }
}

const asksForSchema = ({ name: { value } }: FieldNode): boolean => value === '__schema' || value === '__type';

/** Counts what is written, each fragment once. */
class Written {
  #directives = 0;

  constructor(readonly introspection: boolean) {}

  definition(definition: OperationDefinitionNode | FragmentDefinitionNode): void {
    const variables = definition.variableDefinitions ?? [];
    if (variables.length > maxVariables) refuse(`An operation may have ${maxVariables} variables.`);
    this.#name(definition.name?.value);
    for (const { variable, defaultValue, directives } of variables) {
      // A value of this name is lost in objects, and the executor takes that for its own fault.
      if (variable.name.value === '__proto__') refuse('No variable is called __proto__.');
      if (defaultValue) this.#value(defaultValue, 0);
      this.#writtenDirectives(directives);
    }
    this.#writtenDirectives(definition.directives);
    this.#selections(definition.selectionSet, 0);
  }

  #selections({ selections }: SelectionSetNode, nesting: number): void {
    if (nesting >= maxNesting) refuse(`Selections may lie in each other ${maxNesting} deep.`);
    for (const selection of selections) {
      this.#writtenDirectives(selection.directives);
      if (selection.kind === Kind.FRAGMENT_SPREAD) continue;
      if (selection.kind === Kind.FIELD) {
        this.#name(selection.name.value);
        this.#name(selection.alias?.value);
        if (!this.introspection && asksForSchema(selection)) refuse('Introspection is disabled here.');
        for (const { value } of selection.arguments ?? []) this.#value(value, 0);
      }
      if (selection.selectionSet) this.#selections(selection.selectionSet, nesting + 1);
    }
  }

  #writtenDirectives(directives: readonly DirectiveNode[] = []): void {
    this.#directives += directives.length;
    if (this.#directives > maxDirectives) refuse(`A document may have ${maxDirectives} directives.`);
    for (const { arguments: given } of directives) for (const { value } of given ?? []) this.#value(value, 0);
  }

  #value(value: ValueNode, nesting: number): void {
    if (nesting > maxNesting) refuse(`Values may lie in each other ${maxNesting} deep.`);
    if ('value' in value && typeof value.value === 'string' && value.value.length > maxLiteral) {
      refuse(`A value in a document may have ${maxLiteral} characters; variables may have more.`);
    }
    if (value.kind === Kind.LIST) for (const item of value.values) this.#value(item, nesting + 1);
    if (value.kind === Kind.OBJECT) for (const field of value.fields) this.#value(field.value, nesting + 1);
  }

  #name(name = ''): void {
    if (name.length > maxName) refuse(`A name may have ${maxName} characters.`);
  }
}

/** Counts what an operation comes to, each fragment as often as it is spread. */
class Spread {
  #selected = 0;
  #aliases = 0;
  readonly #open = new Set<string>();

  constructor(
    readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    readonly limits: DocumentLimits,
  ) {}

  /** `introspected` is the depth that a field of introspection above lies in; null where there is none. */
  selections({ selections }: SelectionSetNode, depth: number, introspected: number | null): void {
    for (const selection of selections) {
      this.#selected += 1;
      if (this.#selected > maxSelections) refuse(`An operation may come to ${maxSelections} fields and fragments.`);
      this.#selection(selection, depth, introspected);
    }
  }

  #selection(selection: SelectionNode, depth: number, introspected: number | null): void {
    switch (selection.kind) {
      case Kind.FIELD: {
        const root = introspected ?? (asksForSchema(selection) ? depth : null);
        const most = root === null ? this.limits.depth : maxIntrospectionDepth;
        if (depth - (root ?? 0) >= most) refuse(`Fields may lie in each other ${most} deep.`);
        if (selection.alias) this.#aliases += 1;
        if (this.#aliases > this.limits.aliases) refuse(`An operation may have ${this.limits.aliases} aliases.`);
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
        if (this.#open.has(name)) refuse('A fragment may not spread itself, not through others either.');
        this.#open.add(name);
        this.selections(fragment.selectionSet, depth, introspected);
        this.#open.delete(name);
      }
    }
  }
}
