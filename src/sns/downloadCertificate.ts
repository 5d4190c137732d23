// The download of a certificate of SNS.
import { X509Certificate } from 'node:crypto';
import type { Egress } from '../egress/createEgress.ts';
import { download } from '../egress/download.ts';

/** AWS certificates have about 2,000 bytes. */
const limits = { timeout: 1_500, maxBytes: 16 * 1024 };

export const downloadCertificate = async (egress: Egress, url: string): Promise<X509Certificate> =>
  new X509Certificate(await download(egress, url, limits));
