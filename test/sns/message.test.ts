// The rules of a message, without a server: parsing, signature, URL of the certificate.
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import { isCertificateOfAws } from '../../src/sns/checkMessage.ts';
import { isSignatureValid } from '../../src/sns/createSnsReceiver.ts';
import { parseMessage, topLevelKeys } from '../../src/sns/parseMessage.ts';
import { SnsRejection } from '../../src/sns/snsRejection.ts';
import { stringToSign } from '../../src/sns/stringToSign.ts';
import { certificateOf, hour, type Message, signed, signedNames, unsigned } from './createForger.ts';

const certificate = new X509Certificate(certificateOf());
const now = systemClock.now();

/** Whether the signature is accepted. */
function isTaken(message: Message, by = certificate, at = now): boolean {
  try {
    return isSignatureValid(parseMessage(JSON.stringify(message)), by, at);
  } catch (error) {
    if (error instanceof SnsRejection) return false;
    throw error;
  }
}

const types = ['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation'];
const arbitraryText = fc.string({ unit: fc.oneof(fc.constantFrom('\n', 'é', '"', '\\', '\u2028'), fc.string()) });
const arbitraryMessage = fc
  .record({
    Type: fc.constantFrom(...types),
    SignatureVersion: fc.constantFrom('1', '2'),
    Message: arbitraryText.filter((text) => text !== ''),
    Subject: fc.option(
      arbitraryText.filter((text) => text !== ''),
      { nil: undefined },
    ),
  })
  .map((changes) =>
    signed('https://x', changes.Type === 'Notification' ? changes : { ...changes, Subject: undefined }),
  );

describe('a signature', () => {
  test('is valid for every message as it was signed, in both versions', () => {
    fc.assert(
      fc.property(arbitraryMessage, (message) => {
        expect(isTaken(message)).toBe(true);
      }),
    );
  });

  test('is invalid if a signed member is changed, missing or new', () => {
    const names = [...new Set(Object.values(signedNames).flat())];
    fc.assert(
      fc.property(arbitraryMessage, fc.constantFrom(...names), fc.option(arbitraryText), (message, name, value) => {
        const isMember =
          signedNames[message['Type'] === 'Notification' ? 'Notification' : 'Confirmation'].includes(name);
        fc.pre(isMember && (value ?? undefined) !== message[name]);
        const { [name]: _, ...others } = message;
        expect(isTaken(value === null ? others : { ...others, [name]: value })).toBe(false);
      }),
    );
  });

  test('is invalid if the line break between two members moves', () => {
    // "Message\na\nMessageId\nb\nSubject\nc\n..." is ambiguous.
    const message = signed('https://x', { Message: 'a', MessageId: 'b', Subject: 'c' });
    const { Subject: _, ...others } = message;
    expect(isTaken({ ...others, MessageId: 'b\nSubject\nc' })).toBe(false);
    const inside = signed('https://x', { Message: 'a\nMessageId\nz', MessageId: 'b' });
    expect(isTaken({ ...inside, Message: 'a', MessageId: 'z\nMessageId\nb' })).toBe(false);
  });

  test('is invalid with another key, and before or after the validity of the certificate', () => {
    const message = signed('https://x');
    const of = generateKeyPairSync('rsa', { modulusLength: 1024 });
    expect(isTaken(message, new X509Certificate(certificateOf({ of })))).toBe(false);
    expect(isTaken(message, certificate, now + 2 * hour)).toBe(false);
    expect(isTaken(message, certificate, now - 2 * hour)).toBe(false);
  });

  test('covers the members in the order of the SNS guide', () => {
    const members: Message = unsigned('https://x', { Message: 'm', MessageId: 'i', Timestamp: 't', TopicArn: 'a' });
    expect(stringToSign('Notification', (name) => members[name])).toBe(
      'Message\nm\nMessageId\ni\nTimestamp\nt\nTopicArn\na\nType\nNotification\n',
    );
  });
});

describe('the URL of a certificate', () => {
  const hex = '0123456789abcdef'.repeat(2);
  test.each([
    [`https://sns.us-east-1.amazonaws.com/SimpleNotificationService-${hex}.pem`, 'us-east-1', true],
    [`https://sns.cn-north-1.amazonaws.com.cn/SimpleNotificationService-${hex}.pem`, 'cn-north-1', true],
    [`https://sns.us-gov-west-1.amazonaws.com/SimpleNotificationService-${hex}.pem`, 'us-gov-west-1', true],
    [`https://sns.eusc-de-east-1.amazonaws.eu/SimpleNotificationService-${hex}.pem`, 'eusc-de-east-1', true],
    [`https://sns.us-iso-east-1.c2s.ic.gov/SimpleNotificationService-${hex}.pem`, 'us-iso-east-1', true],
    [`https://sns.us-isob-east-1.sc2s.sgov.gov/SimpleNotificationService-${hex}.pem`, 'us-isob-east-1', true],
    [`https://sns.eusc-de-east-1.amazonaws.com/SimpleNotificationService-${hex}.pem`, 'eusc-de-east-1', false],
    [`https://sns.us-east-1.amazonaws.eu/SimpleNotificationService-${hex}.pem`, 'us-east-1', false],
    [`https://sns.cn-north-1.amazonaws.com/SimpleNotificationService-${hex}.pem`, 'cn-north-1', false],
    [`https://sns.us-east-1.amazonaws.com/SimpleNotificationService-${hex}.pem`, 'us-west-1', false],
    [`https://sns.us-east-1.amazonaws.com/SimpleNotificationService-${hex}0.pem`, 'us-east-1', false],
    [`https://sns.us-east-1.amazonaws.com/SimpleNotificationService-${hex}.pem/`, 'us-east-1', false],
    [`HTTPS://sns.us-east-1.amazonaws.com/SimpleNotificationService-${hex}.pem`, 'us-east-1', false],
  ])('%s for a topic in %s: %j', (url, region, expected) => {
    expect(isCertificateOfAws(url, `arn:aws:sns:${region}:111122223333:t`)).toBe(expected);
  });
});

describe('the keys of an object', () => {
  test('equal those of JSON.parse for every object', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(0, 2), (object, indent) => {
        const json = JSON.stringify(object, null, indent);
        expect(topLevelKeys(json).sort()).toEqual(Object.keys(JSON.parse(json)).sort());
      }),
    );
  });

  test('are found with duplicates and escapes', () => {
    expect(topLevelKeys('{"a":{"a":1,"b":["a"]},"\\u0061":"x\\":{","b" : 1}')).toEqual(['a', 'a', 'b']);
  });
});
