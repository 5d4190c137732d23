// The rendering of yoga's results: see operations/renderResult.ts. The gateway sends it, so yoga's own Response is empty.
import type { ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { type JsonType, type RenderedResult, renderResult } from '../operations/renderResult.ts';

/** Yoga copies the context of a request, but not this. */
export interface Rendering {
  mediaType: JsonType;
  /** Null until yoga has a result. */
  rendered: RenderedResult | null;
}

export const useRenderedResult = (): Plugin<object, { rendering: Rendering }> => ({
  onResultProcess: ({ result, serverContext: { rendering }, setResultProcessor }) => {
    setResultProcessor((_, { Response }) => {
      rendering.rendered = renderResult(result as ExecutionResult, rendering.mediaType);
      return new Response(null);
    }, rendering.mediaType);
  },
});
