// Takes out of a text what must be in no log, whichever way it came in: an SDK's message can quote the headers it signed,
// an address can carry a password. The last line of defence: nothing of the kind is meant to get this far.

const hidden = '***';

/** What goes before the secret stays. */
const secrets: readonly RegExp[] = [
  // Credentials in a header, as it is sent or as AWS's canonical request has it.
  /((?:proxy-)?authorization["']?\s*[:=]\s*["']?)[^"'\\\r\n]+/gi,
  /((?:set-)?cookie["']?\s*[:=]\s*["']?)[^"'\\\r\n]+/gi,
  /((?:x-api-key|api[-_]?key|x-amz-security-token|secret[-_]?access[-_]?key|session[-_]?token|password|client[-_]?secret)["']?\s*[:=]\s*["']?)[^"'\\\s,;&]+/gi,
  /(\b(?:bearer|basic|apikey)\s+)[\w.~+/=-]{8,}/gi,
  // In an address: user information, signatures, tokens, and what downloads are opened with.
  /(\b[a-z][a-z\d+.-]*:\/\/[^\s:@/"'\\]*:)[^\s"'\\]+(?=@)/gi,
  /([?&](?:x-amz-(?:signature|credential|security-token)|signature|token|access_token|api_?key|key)=)[^&\s"'\\]+/gi,
  /(\/outputs\/)[\w.~-]{8,}/g,
  // By their form alone.
  /()\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g,
  /()\b(?:AKIA|ASIA)[A-Z\d]{16}\b/g,
];

export function redactText(text: string, known: readonly string[] = []): string {
  let redacted = text;
  for (const value of known) redacted = redacted.replaceAll(value, hidden);
  for (const pattern of secrets) redacted = redacted.replace(pattern, `$1${hidden}`);
  return redacted;
}
