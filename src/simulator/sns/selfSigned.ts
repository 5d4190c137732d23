// https://www.rfc-editor.org/rfc/rfc5280#section-4.1
// Self-signed X.509 certificates. Node reads certificates and creates none.
import { type KeyObject, sign } from 'node:crypto';
import { bits, integer, nothing, objectId, sequence, set, tagged, time, utf8 } from './der.ts';

export interface SelfSigned {
  privateKey: KeyObject;
  publicKey: KeyObject;
  commonName: string;
  serial: Buffer;
  /** Milliseconds since the epoch. */
  from: number;
  to: number;
}

/** As PEM. */
export function selfSigned({ privateKey, publicKey, commonName, serial, from, to }: SelfSigned): string {
  const sha256WithRsa = sequence(objectId('2a864886f70d01010b'), nothing());
  const name = sequence(set(sequence(objectId('550403'), utf8(commonName))));
  const toBeSigned = sequence(
    // Version 3, which counts from 0.
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(serial),
    sha256WithRsa,
    name,
    sequence(time(from), time(to)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const certificate = sequence(toBeSigned, sha256WithRsa, bits(sign('sha256', toBeSigned, privateKey)));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
