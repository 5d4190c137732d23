// A signed GET of Glacier by hand: undici, and Signature Version 4 with a cached signing key.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
import { createHash, createHmac } from 'node:crypto';
import { Pool } from 'undici';

const { AWS_ENDPOINT_URL = '', AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_REGION = '' } = process.env;
const { host } = new URL(AWS_ENDPOINT_URL);
const pool = new Pool(AWS_ENDPOINT_URL);

const emptyHash = createHash('sha256').digest('hex');
const version = '2012-06-01';
const signedHeaders = 'host;x-amz-date;x-amz-glacier-version';

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

let signing: { day: string; key: Buffer } = { day: '', key: Buffer.alloc(0) };

function keyOf(day: string): Buffer {
  if (signing.day !== day) {
    const key = ['glacier', 'aws4_request'].reduce<Buffer>(
      hmac,
      hmac(hmac(`AWS4${AWS_SECRET_ACCESS_KEY}`, day), AWS_REGION),
    );
    signing = { day, key };
  }
  return signing.key;
}

/** The body as JSON. The path and the query must be in their canonical form. */
export async function signedGet<Body>(path: string, query: string): Promise<Body> {
  const date = new Date().toISOString().replace(/[:-]|\.\d{3}/g, '');
  const day = date.slice(0, 8);
  const canonical = `GET\n${path}\n${query}\nhost:${host}\nx-amz-date:${date}\nx-amz-glacier-version:${version}\n\n${signedHeaders}\n${emptyHash}`;
  const scope = `${day}/${AWS_REGION}/glacier/aws4_request`;
  const hash = createHash('sha256').update(canonical).digest('hex');
  const signature = hmac(keyOf(day), `AWS4-HMAC-SHA256\n${date}\n${scope}\n${hash}`).toString('hex');
  const { statusCode, body } = await pool.request({
    method: 'GET',
    path: `${path}?${query}`,
    headers: {
      'x-amz-date': date,
      'x-amz-glacier-version': version,
      authorization: `AWS4-HMAC-SHA256 Credential=${AWS_ACCESS_KEY_ID}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`,
    },
  });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`AWS answers ${statusCode}: ${text}`);
  return JSON.parse(text) as Body;
}
