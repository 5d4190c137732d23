// The outgoing connections of the gateway: HTTP agents that go through a proxy where the environment asks for one. AWS, the
// documents of the token issuer, traces and the certificates of SNS all use them.
import { type AgentOptions, type ClientRequest, type ClientRequestArgs, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent, type RequestOptions } from 'node:https';
import { connect, isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import type { ConnectionPool } from './connectionPool.ts';
import { createProxySelector, type ProxySelector, type ProxySettings } from './createProxySelector.ts';
import { openTunnel } from './openTunnel.ts';
import { addressOf, authorizationOf, defaultPort } from './proxyUrl.ts';

export interface Agents {
  httpAgent: HttpAgent;
  httpsAgent: HttpsAgent;
}

export interface Egress {
  /** New agents. The caller owns them and may destroy them. */
  agents(options?: AgentOptions): Agents;
  /** A new pool of direct connections to the host; null if a proxy applies to it. The caller owns it and may destroy it. */
  pool(origin: URL, options: { connectTimeout: number }): Promise<ConnectionPool | null>;
  /** The proxy for a host, as host and port; null for a direct connection. */
  proxyFor(protocol: string, host: string, port?: number): string | null;
}

export function createEgress(settings: ProxySettings = {}): Egress {
  const select = createProxySelector(settings);
  const proxyFor: Egress['proxyFor'] = (protocol, host, port) => {
    const scheme = protocol === 'https:' ? protocol : 'http:';
    return select(scheme, host, port ?? defaultPort(scheme))?.host ?? null;
  };
  return {
    agents: (options = {}) => ({
      httpAgent: new ProxyingHttpAgent(select, options),
      httpsAgent: new ProxyingHttpsAgent(select, options),
    }),
    pool: async ({ origin, protocol, hostname, port }, { connectTimeout }) => {
      if (proxyFor(protocol, hostname, port === '' ? undefined : Number(port)) !== null) return null;
      // Loaded when the first call needs it.
      const { openConnectionPool } = await import('./connectionPool.ts');
      return openConnectionPool(origin, connectTimeout);
    },
    proxyFor,
  };
}

type OnSocket = (error: Error | null, socket: Duplex) => void;

/** https: the proxy only sees a tunnel. */
class ProxyingHttpsAgent extends HttpsAgent {
  readonly #select: ProxySelector;

  constructor(select: ProxySelector, options: AgentOptions) {
    super(options);
    this.#select = select;
  }

  override createConnection(options: RequestOptions, onSocket?: OnSocket): Duplex | null | undefined {
    const { host, port } = targetOf(options, defaultPort('https:'));
    const proxy = this.#select('https:', host, port);
    if (proxy === null || onSocket === undefined) return super.createConnection(options, onSocket);
    openTunnel(proxy, host, port)
      .then((socket) => {
        const secured = super.createConnection({ ...options, socket } as RequestOptions, onSocket);
        if (secured) onSocket(null, secured);
      })
      .catch((error: Error) => onSocket(error, noSocket));
    return undefined;
  }
}

/** With an error, Node ignores the second argument. */
const noSocket = undefined as unknown as Duplex;

/** A method of Node's agents that its types omit. It is called once for each request, before the head is written. */
type AddRequest = (this: HttpAgent, request: ClientRequest, options: ClientRequestArgs) => void;
const { addRequest } = HttpAgent.prototype as unknown as { addRequest: AddRequest };

/** http: the proxy receives the request itself, with the whole URL. Many proxies refuse tunnels to other ports than 443. */
class ProxyingHttpAgent extends HttpAgent {
  readonly #select: ProxySelector;

  constructor(select: ProxySelector, options: AgentOptions) {
    super(options);
    this.#select = select;
  }

  addRequest(request: ClientRequest, options: ClientRequestArgs): void {
    const proxy = this.#proxyFor(options);
    if (proxy !== null) {
      request.path = `http://${String(request.getHeader('host'))}${request.path}`;
      for (const [name, value] of Object.entries(authorizationOf(proxy))) request.setHeader(name, value);
    }
    addRequest.call(this, request, options);
  }

  override createConnection(options: ClientRequestArgs, onSocket?: OnSocket): Duplex | null | undefined {
    const proxy = this.#proxyFor(options);
    if (proxy === null) return super.createConnection(options, onSocket);
    const address = addressOf(proxy);
    if (proxy.protocol === 'http:') return connect(address);
    return connectTls({ ...address, servername: isIP(address.host) === 0 ? address.host : '' });
  }

  #proxyFor(options: ClientRequestArgs): URL | null {
    const { host, port } = targetOf(options, defaultPort('http:'));
    return this.#select('http:', host, port);
  }
}

const targetOf = ({ host, port }: ClientRequestArgs, byDefault: number) => ({
  host: host ?? 'localhost',
  port: Number(port ?? byDefault),
});
