// The discovery document of a token issuer: where its users sign in. What the jobs board needs of it, with the names of the document.
// https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata
import * as z from 'zod/mini';
import { isSecureUrl } from '../core/isSecureUrl.ts';

/** Neither a path nor a host can add a directive to the content security policy, which has the origins. */
const isPlain = (text: string): boolean => /^https?:\/\/[\w.-]+(:\d+)?(\/|$)/i.test(text);

const endpoint = z.string().check(z.refine((text) => isSecureUrl(text) && isPlain(text)));

const provider = z.object({
  issuer: z.string(),
  authorization_endpoint: endpoint,
  token_endpoint: endpoint,
  /** Ends a refresh token when somebody signs out. https://www.rfc-editor.org/rfc/rfc7009 */
  revocation_endpoint: z.optional(endpoint),
  /** https://www.rfc-editor.org/rfc/rfc9207 */
  authorization_response_iss_parameter_supported: z.optional(z.boolean()),
  id_token_signing_alg_values_supported: z.optional(z.array(z.string())),
});

export type Provider = z.infer<typeof provider>;

/** Throws if it is not the document of one of the issuers. */
export function parseProvider(text: string, issuers: readonly string[]): Provider {
  const parsed = provider.safeParse(JSON.parse(text));
  if (!parsed.success) {
    const names = parsed.error.issues.map(({ path }) => path.join('.') || 'the whole document');
    throw new Error(`not valid in the discovery document: ${names.join(', ')}`);
  }
  // Tokens of another issuer would all be refused.
  if (!issuers.includes(parsed.data.issuer)) {
    throw new Error(`the discovery document is of the issuer ${parsed.data.issuer}, which is not in JWT_ISSUER`);
  }
  return parsed.data;
}
