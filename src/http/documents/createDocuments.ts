// The documents of callers: parsed and validated within limits, on every transport. A document that was found valid is kept by
// its text, with its prepared operations. A refused one is not kept: its errors hold its syntax tree, and whoever sends it
// again gets them again.
import { type DocumentNode, GraphQLError, validate } from 'graphql';
import { ByteCache } from '../../core/byteCache.ts';
import { cacheBytes } from '../../core/cacheBytes.ts';
import { estimateBytes } from '../../core/estimateBytes.ts';
import { FragmentMemory } from '../../execution/fragments.ts';
import { schema } from '../../schema/index.ts';
import { checkDocument, type DocumentLimits } from './checkDocument.ts';
import { documentRules } from './documentRules.ts';
import { invalidDocument } from './invalidDocument.ts';
import { parseDocument } from './parseDocument.ts';
import { type PreparedOperation, prepareOperation } from './prepareOperation.ts';
import { redactInput } from './redactInput.ts';

export interface Documents {
  /** Throws a GraphQLError. */
  parse(text: string): DocumentNode;
  /** The errors of a document that `parse` has returned. */
  validate(document: DocumentNode): readonly GraphQLError[];
  /** An operation of a document that `validate` has found valid. Throws a GraphQLError if there is none of that name. */
  prepare(document: DocumentNode, operationName: string | null | undefined): PreparedOperation;
  /** The same by the text of the document; null if the text is not kept, or has no such operation. */
  find(text: string, operationName: string | null | undefined): PreparedOperation | null;
}

export interface DocumentRules extends DocumentLimits {
  /** Without introspection, errors do not name parts of the schema that the caller did not name. */
  introspection: boolean;
}

/** One further error then says that there are more. */
const maxErrors = 5;

/** Status 400 for application/json too, where an invalid document has 200: exceeding a limit is not a client's mistake. */
const limitExceeded = ({ message }: GraphQLError): GraphQLError =>
  invalidDocument(message.replace(/^Syntax Error: /, ''));

/** Only the message shows that the parser or the validator has reached a limit. */
const isLimitExceeded = ({ message }: GraphQLError): boolean => message.endsWith(' aborted.');

/** A valid document. Its operations are prepared when they are used. */
interface ValidDocument {
  document: DocumentNode;
  /** By operation name; the only operation also by null. */
  operations: Map<string | null, PreparedOperation>;
  bytes: number;
}

const textOf = ({ loc }: DocumentNode): string => loc?.source.body ?? '';

export function createDocuments({ introspection, ...limits }: DocumentRules): Documents {
  const suggestions = introspection;
  const fragments = new FragmentMemory(cacheBytes.fragments);
  const valid = new ByteCache<ValidDocument>(cacheBytes.documents, { bytesOf: ({ bytes }) => bytes });

  const operationOf = (known: ValidDocument, name: string | null): PreparedOperation | null => {
    const { document, operations } = known;
    const prepared = operations.get(name) ?? prepareOperation(document, name, fragments);
    if (!prepared || operations.has(name)) return prepared;
    operations.set(name, prepared);
    known.bytes += prepared.bytes;
    valid.set(textOf(document), known);
    return prepared;
  };

  const errorsOf = (document: DocumentNode): readonly GraphQLError[] => {
    const error = checkDocument(document, limits, { introspection });
    if (error) return [error];
    try {
      return validate(schema, document, documentRules, { maxErrors, hideSuggestions: !suggestions }).map((error) =>
        isLimitExceeded(error) ? limitExceeded(error) : redactInput(error, { suggestions, document }),
      );
    } catch (error) {
      // A validation rule for subscriptions coerces variables, which are not known yet.
      if (error instanceof GraphQLError) return [redactInput(error, { suggestions })];
      throw error;
    }
  };

  return {
    parse: (text) => {
      const known = valid.get(text);
      if (known) return known.document;
      try {
        return parseDocument(text, limits.tokens);
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error;
        // Errors of limits already have a code.
        if (error.extensions['code'] !== undefined) throw error;
        if (isLimitExceeded(error)) throw limitExceeded(error);
        const extensions = { code: 'GRAPHQL_PARSE_FAILED', http: { spec: true, status: 400 } };
        Object.assign(redactInput(error, { suggestions }).extensions, extensions);
        throw error;
      }
    },
    validate: (document) => {
      const text = textOf(document);
      if (valid.peek(text)?.document === document) return [];
      const errors = errorsOf(document);
      // Syntax trees take 50 to 300 bytes a character.
      if (errors.length === 0) valid.set(text, { document, operations: new Map(), bytes: estimateBytes(document) });
      return errors;
    },
    prepare: (document, operationName = null) => {
      const known = valid.get(textOf(document));
      const prepared = known?.document === document ? operationOf(known, operationName) : null;
      const operation = prepared ?? prepareOperation(document, operationName, fragments);
      if (!operation) throw unknownOperation();
      return operation;
    },
    find: (text, operationName = null) => {
      const known = valid.get(text);
      return known ? operationOf(known, operationName) : null;
    },
  };
}

/** Yoga's error for the same over HTTP. */
const unknownOperation = (): GraphQLError =>
  new GraphQLError('Could not determine what operation to execute.', {
    extensions: { code: 'OPERATION_RESOLUTION_FAILURE', http: { status: 400 } },
  });
