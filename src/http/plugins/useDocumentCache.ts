// The cache of documents that were parsed and found valid, by their text. A refused document is not kept: its errors hold its
// syntax tree, and whoever sends it again gets them again.
import type { DocumentNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { ByteCache } from '../../core/byteCache.ts';
import { cacheBytes } from '../../core/cacheBytes.ts';

export function useDocumentCache(): Plugin {
  // Syntax trees take 50 to 300 bytes a character.
  const documents = new ByteCache<DocumentNode>(cacheBytes.documents);
  return {
    onParse: ({ params: { source }, setParsedDocument }) => {
      const known = documents.get(String(source));
      if (known) setParsedDocument(known);
    },
    onValidate: ({ params: { documentAST }, setResult }) => {
      const text = documentAST.loc?.source.body ?? '';
      if (documents.peek(text) === documentAST) return setResult([]);
      return ({ valid }) => {
        if (valid) documents.set(text, documentAST);
      };
    },
  };
}
