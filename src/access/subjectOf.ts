// Who a token is about. Some providers have no claim `sub` in some tokens, or the same value in all of them: every user would
// then be one caller, with one share of the limits and one name in the audit log.
import { isWellFormed } from '../core/isWellFormed.ts';
import { type Claims, claimAt } from './claims.ts';

const maxLength = 256;

/**
 * What identity providers and mappers write for want of a subject. The first is Azure AD B2C's.
 * https://learn.microsoft.com/en-us/azure/active-directory-b2c/tokens-overview
 */
const placeholders = [
  /^not supported\b/i,
  /^(undefined|null|none|n\/a|unknown|anonymous|\[object \w+\])$/i,
  // The nil UUID.
  /^0{8}(-0{4}){3}-0{12}$/,
];

/** The subject under the name or path of a claim, or the reason why the token has none. */
export function subjectOf(claims: Claims, claim: string): { subject: string } | { fault: string } {
  const subject = claimAt(claims, claim);
  if (subject === undefined) return { fault: `the token has no ${claim}; JWT_SUBJECT_CLAIM can name another claim` };
  // Half of a surrogate pair is no character, and all halves are the same in UTF-8.
  if (typeof subject !== 'string' || subject.trim() === '' || subject.length > maxLength || !isWellFormed(subject)) {
    return { fault: `${claim} is not a string of 1 to ${maxLength} characters` };
  }
  return placeholders.some((placeholder) => placeholder.test(subject.trim()))
    ? { fault: `${claim} is ${JSON.stringify(subject)}, which names nobody; JWT_SUBJECT_CLAIM can name another claim` }
    : { subject };
}
