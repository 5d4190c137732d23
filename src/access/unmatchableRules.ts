// What in a policy can never apply to a request of this gateway, as faults with their position: callers that cannot
// authenticate, and resources that are not served. A mistyped rule would allow too little, or deny nothing.
import { closestName } from '../core/closestName.ts';
import type { Location } from '../core/location.ts';
import { appliesIn, compileRule } from './decide.ts';
import type { Policy } from './policy.ts';

/** How callers can authenticate. */
export interface Credentials {
  /** The names of API keys; undefined without API_KEYS_FILE. */
  keyNames: readonly string[] | undefined;
  hasTokens: boolean;
}

/** How many names a message lists. */
const most = 10;

const listed = (names: readonly string[]): string =>
  names.length > most ? `${names.slice(0, most).join(', ')} and ${names.length - most} more` : names.join(', ');

export const unmatchableCallers = ({ entries }: Policy, { keyNames, hasTokens }: Credentials): string[] =>
  entries.flatMap(({ callers: { keys, claims } }, entry) => {
    const at = `[${entry}].callers`;
    const faults: string[] = [];
    if (claims && !hasTokens) faults.push(`${at}.claims can match no caller: set JWT_JWKS_URL, or remove it.`);
    if (keys && !keyNames) faults.push(`${at}.keys can match no caller: set API_KEYS_FILE, or remove it.`);
    keys?.forEach((key, index) => {
      if (!keyNames || keyNames.includes(key)) return;
      const meant = closestName(key, keyNames);
      const hint = meant === undefined ? `Its names are: ${listed(keyNames)}.` : `Did you mean ${meant}?`;
      faults.push(`${at}.keys.${index} is ${JSON.stringify(key)}: API_KEYS_FILE has no key of that name. ${hint}`);
    });
    return faults;
  });

/** `served`: the accounts and regions of the gateway. */
export const unmatchableResources = ({ entries }: Policy, served: readonly Location[]): string[] =>
  entries.flatMap(({ rules }, entry) =>
    rules.flatMap(({ resources }, rule) =>
      resources.flatMap((resource, index) => {
        const compiled = compileRule({ resource, actions: [] });
        // A bucket can belong to any account.
        if (compiled.bucket || served.some((location) => appliesIn(compiled, location))) return [];
        const names = served.map(({ accountId, region }) => `${accountId}/${region}`);
        return [
          `[${entry}].rules.${rule}.resources.${index} is ${JSON.stringify(resource)}, which matches nothing that this gateway serves: ${listed(names)}.`,
        ];
      }),
    ),
  );
