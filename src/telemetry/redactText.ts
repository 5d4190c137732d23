// The redaction of secrets in a log line, the last line of defence: an SDK's message can quote the headers that it signed, a
// URL can contain a password. A text may be long, and imitate any of it: no part is looked at again and again.

const hidden = '***';

/** The first group of each pattern is kept. A quote has a backslash if JSON was written as a text into JSON. */
const secrets: readonly RegExp[] = [
  // Credentials in a header, as sent or in the form of AWS's canonical request.
  /((?:proxy-)?authorization\\*["']?\s*[:=]\s*\\*["']?)[^"'\\\r\n]+/gi,
  /((?:set-)?cookie\\*["']?\s*[:=]\s*\\*["']?)[^"'\\\r\n]+/gi,
  /((?:x-api-key|api[-_]?key|x-amz-security-token|secret[-_ ]?access[-_ ]?key|session[-_ ]?token|password|client[-_]?secret)\\*["']?\s*[:=]\s*\\*["']?)[^"'\\\s,;&]+/gi,
  /(\b(?:bearer|basic|apikey)\s+)[\w.~+/=-]{8,}/gi,
  // In a URL: signatures, tokens and the grants of downloads.
  /([?&](?:x-amz-(?:signature|credential|security-token)|signature|token|access_token|api_?key|key)=)[^&\s"'\\]+/gi,
  /(\/outputs\/)[\w.~-]{8,}/g,
  // Recognized by form alone: JSON Web Tokens, which have three parts, and AWS access key ids.
  /(?<![\w-])(?=[\w-]+\.[\w-]+\.)((?:[\w-]*?-)??)eyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g,
  /()\b(?:AKIA|ASIA)[A-Z\d]{16}\b/g,
];

/** In a URL, a password ends at the last @. */
const userInformation = /(:\/\/[^\s:@/"'\\]*:)([^\s"'\\]+)/g;

function redactPassword(whole: string, before: string, rest: string): string {
  const end = rest.lastIndexOf('@');
  return end > 0 ? before + hidden + rest.slice(end) : whole;
}

export function redactText(text: string, known: readonly string[] = []): string {
  let redacted = text;
  for (const value of known) redacted = redacted.replaceAll(value, hidden);
  redacted = redacted.replace(userInformation, redactPassword);
  for (const pattern of secrets) redacted = redacted.replace(pattern, `$1${hidden}`);
  return redacted;
}
