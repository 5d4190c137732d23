// SNS messages: signed ones with odd content, unsigned ones, and ones that were changed after they were signed.
import { type Message, notice, sign, signedNames, unsigned } from '../../sns/createForger.ts';
import { applyEdits, type Edit, mutateEdits } from '../edit.ts';
import { requestBytes } from '../httpRequest.ts';
import { type Json, mutateJson } from '../mutate.ts';
import { sendBytes } from '../sendBytes.ts';
import type { Target } from '../target.ts';

export interface SnsInput {
  /** Members that replace those of a valid message; null removes one. */
  members: { [name: string]: Json };
  isSigned: boolean;
  /** Changes of the message as it is sent. */
  edits: Edit[];
}

const words = ['Message', 'MessageId', 'TopicArn', 'Type', 'SignatureVersion', 'Timestamp', 'SubscribeURL', 'Subject'];

const valid: SnsInput = { members: {}, isSigned: true, edits: [] };

/** One time for all: the message is written to be sent and again to be judged, and must have the same signature. */
const Timestamp = new Date().toISOString();

/** As SNS sends it, and as it is sent. */
function textsOf({ members, isSigned, edits }: SnsInput, certificateUrl: string): { text: string; sent: string } {
  const whole: { [name: string]: Json } = {
    ...unsigned(certificateUrl),
    Timestamp,
    MessageId: 'of-the-fuzzer',
    ...members,
  };
  const present = Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== null)) as Message;
  const text = JSON.stringify(isSigned ? sign(present) : { ...present, Signature: 'none' });
  return { text, sent: applyEdits(text, edits) };
}

/** Whatever else a message of this type has, the signature does not cover. */
const essentialOf = ({ Type }: Message): string[] => [
  ...(Type === 'Notification' ? signedNames.Notification : signedNames.Confirmation),
  'SignatureVersion',
];

function essenceOf(text: string): string | null {
  try {
    // The decoder of UTF-8 removes a byte order mark.
    const message = JSON.parse(text.replace(/^\uFEFF/, ''));
    // The last letter of base64 has bits without a meaning.
    const signature = Buffer.from(String(message.Signature), 'base64').toString('hex');
    return JSON.stringify([signature, ...essentialOf(message).map((name) => message[name])]);
  } catch {
    return null;
  }
}

export const snsMessages: Target<SnsInput> = {
  name: 'snsMessages',
  atOnce: 8,
  seeds: () => [
    valid,
    { ...valid, members: { SignatureVersion: '2' } },
    { ...valid, members: { Type: 'SubscriptionConfirmation', Token: 'a1b2', SubscribeURL: 'https://example.com' } },
    { ...valid, members: { Type: 'UnsubscribeConfirmation', Token: 'a1b2', SubscribeURL: 'https://example.com' } },
    { ...valid, members: { Message: notice('job', { Completed: 'yes', VaultARN: 7 }) } },
    { ...valid, isSigned: false },
  ],
  mutate: (random, input) => {
    const members = mutateJson(random, { Message: notice('job'), ...input.members }, words);
    return {
      members: typeof members === 'object' && members !== null && !Array.isArray(members) ? members : input.members,
      isSigned: random.chance(0.8),
      edits: random.chance(0.4) ? mutateEdits(random, input.edits, words) : input.edits,
    };
  },
  send: (input, { url, certificateUrl }) => {
    const { sent } = textsOf(input, certificateUrl);
    const headers = { 'content-type': 'text/plain; charset=UTF-8', 'x-amz-sns-message-type': 'Notification' };
    return sendBytes(url, [requestBytes(url, { method: 'POST', target: '/sns', headers, body: sent })], {
      ends: false,
    });
  },
  judge: (input, { statuses }, { certificateUrl }) =>
    statuses.includes(200) && !isAuthentic(input, certificateUrl) ? 'a forged message is accepted' : null,
  // SNS retries a confirmation after a 503: the simulator does not know its token.
  allows: (input, fault, { certificateUrl }) => fault === 'status 503' && isAuthentic(input, certificateUrl),
};

function isAuthentic(input: SnsInput, certificateUrl: string): boolean {
  const { text, sent } = textsOf(input, certificateUrl);
  return input.isSigned && essenceOf(text) === essenceOf(sent);
}
