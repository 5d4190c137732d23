// The manifest of persisted queries that Apollo's tools write: @apollo/generate-persisted-query-manifest, Apollo Kotlin and iOS.
// https://www.apollographql.com/docs/graphos/platform/security/persisted-queries
import * as z from 'zod/mini';

const format = 'apollo-persisted-query-manifest';

/** What only other programs use of an operation is not checked: its name, its type, its client. */
const manifest = z.object({
  format: z.literal(format),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string().check(z.minLength(1)), body: z.string() })),
});

const allowed: Record<string, string> = {
  version: '1',
  operations: 'a list of operations, each with id and body',
  id: 'a string of at least one character',
  body: 'a GraphQL document as a string',
};

export const isApolloManifest = (value: object): boolean => 'format' in value && value.format === format;

/** The documents by id, or the faults of the manifest. */
export function readApolloManifest(
  value: object,
): { entries: [id: string, document: string][] } | { faults: string[] } {
  const parsed = manifest.safeParse(value);
  if (!parsed.success) {
    return {
      faults: parsed.error.issues.map(({ path }) => {
        const member = path.findLast((step) => typeof step === 'string') ?? 'operations';
        return `${path.join('.')} is invalid or missing. Allowed: ${allowed[String(member)] ?? allowed['operations']}.`;
      }),
    };
  }
  const { operations } = parsed.data;
  const documents = new Map<string, string>();
  const faults: string[] = [];
  for (const { id, body } of operations) {
    // The same operation can be listed for several clients.
    if ((documents.get(id) ?? body) !== body) faults.push(`${JSON.stringify(id)} is listed with two documents.`);
    documents.set(id, body);
  }
  return faults.length > 0 ? { faults } : { entries: [...documents] };
}
