// What a proxy's URL says of it: the host and port to connect to, and the credentials to send.

/** The host and port, in the options of Node. */
export const addressOf = ({ protocol, hostname, port }: URL): { host: string; port: number } => ({
  host: hostname.replace(/^\[|\]$/g, ''),
  port: port === '' ? defaultPort(protocol) : Number(port),
});

export const defaultPort = (protocol: string): number => (protocol === 'https:' ? 443 : 80);

/** https://www.rfc-editor.org/rfc/rfc9110#section-11.7.2 */
export function authorizationOf({ username, password }: URL): { 'proxy-authorization'?: string } {
  if (username === '' && password === '') return {};
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
  return { 'proxy-authorization': `Basic ${credentials.toString('base64')}` };
}
