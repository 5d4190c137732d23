// Bodies of errors that come with a status of success, as of a proxy or of a function behind one. A list beside the error is
// then no list of AWS. No response of AWS has such a member at its root: what is only unknown may come from a newer AWS.
import { isErrorMember } from '../../core/isErrorMember.ts';
import { outerMembers } from '../../core/jsonBytes.ts';
import { maskXml } from './maskXml.ts';

/** Whether the text may have such a member anywhere: spares most bodies the walk. */
const mayBeError = /["<:](?:__type|code|message|fault|exception|error|type|title|status|detail)/i;

export function isErrorBody(bytes: Buffer): boolean {
  const text = bytes.toString('latin1');
  if (!mayBeError.test(text)) return false;
  if (text.trimStart().startsWith('<')) return isAnyError(outerElements(text));
  return isAnyError(outerMembers(bytes));
}

function isAnyError(members: Iterable<{ name: string }>): boolean {
  for (const { name } of members) if (isErrorMember(name)) return true;
  return false;
}

/** The elements in the root element, without their prefixes. None if its tags cannot be told. */
function* outerElements(text: string): Generator<{ name: string }> {
  let depth = 0;
  for (const [, close, name = '', empty] of (maskXml(text) ?? '').matchAll(
    /<(\/?)(?:[\w-]+:)?([\w-]+)[^<>]*?(\/?)>/g,
  )) {
    if (close) depth -= 1;
    else {
      if (depth === 1) yield { name };
      if (!empty) depth += 1;
    }
  }
}
