// Parsing and validation of the documents that yoga executes: see documents/createDocuments.ts.
import type { validate } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { checkVariables } from '../documents/checkVariables.ts';
import type { Documents } from '../documents/createDocuments.ts';

export const useDocuments = (documents: Documents): Plugin => ({
  onParams: ({ params }) => {
    const error = checkVariables(params?.variables);
    if (error) throw error;
  },
  onParse: ({ setParseFn }) => setParseFn((text: string) => documents.parse(text)),
  onValidate: ({ setValidationFn }) =>
    setValidationFn(((_, document) => documents.validate(document)) as typeof validate),
});
