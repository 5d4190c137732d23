// Everything about a message that can be refused before anybody is asked: whose topic it is, how old, and where its
// certificate lies. A signature only proves that some topic of SNS sent it, and anybody can have one: the list of topics
// is what lets a message in.
import type { SnsMessage } from './parseMessage.ts';
import { SnsRejection } from './snsRejection.ts';

export interface SnsRules {
  /** The ARNs of the topics that may speak here. */
  topics: readonly string[];
  /** Where the certificate lies in place of AWS's own: a simulator's. */
  certificateUrl: string | undefined;
}

const minute = 60_000;

/** SNS tries to deliver for an hour at most; a clock may be off by five minutes. In milliseconds. */
export const oldest = 65 * minute;
export const newest = 5 * minute;

/** Throws an SnsRefusal; `now` is real time, as SNS's is. */
export function checkMessage(message: SnsMessage, { topics, certificateUrl }: SnsRules, now: number): void {
  if (!topics.includes(message.topicArn)) throw new SnsRejection('the topic is not configured');
  if (!/^[12]$/.test(message.signatureVersion)) throw new SnsRejection('SignatureVersion is neither 1 nor 2');
  if (!/^[A-Za-z0-9+/]{1,1000}={0,2}$/.test(message.signature)) throw new SnsRejection('Signature is not base64');
  if (message.timestamp < now - oldest) throw new SnsRejection('too old');
  if (message.timestamp > now + newest) throw new SnsRejection('from the future');
  const isTrusted =
    certificateUrl === undefined
      ? isCertificateOfAws(message.certificateUrl, message.topicArn)
      : message.certificateUrl === certificateUrl;
  if (!isTrusted) throw new SnsRejection('SigningCertURL is not where certificates are');
}

/**
 * As SNS itself writes it, to the letter, in the region of the topic. Other names below amazonaws.com are buckets of
 * anybody, so nothing is left to a pattern of hosts or to how a URL is parsed.
 */
export function isCertificateOfAws(url: string, topicArn: string): boolean {
  const [, , , region = ''] = topicArn.split(':');
  const start = `https://sns.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}/SimpleNotificationService-`;
  return url.startsWith(start) && /^[0-9a-f]{32}\.pem$/.test(url.slice(start.length));
}
