import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import type { ProviderSettings } from '../../src/server/people/provider/provider-settings.ts';

type Ways = Pick<ProviderSettings, 'pkce' | 'tokenAuth'>;

const METHODS = { basic: 'client_secret_basic', post: 'client_secret_post' } as const;

/** A real OpenID provider on loopback, which lets in whoever the test says, and a browser that walks through it. */
export class IdentityProvider {
  readonly issuer: string;
  readonly #server: Server;
  readonly #secrets = new Map<string, string>();
  /** Who is at its door, as the provider numbers people; undefined refuses. */
  subject: string | undefined = 'agent-1';
  /** How the last code was exchanged. */
  lastExchange: { authorization: string | undefined } | undefined;

  static async start(redirect: string): Promise<IdentityProvider> {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return new IdentityProvider(server, redirect);
  }

  private constructor(server: Server, redirect: string) {
    this.#server = server;
    this.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    for (const tokenAuth of ['basic', 'post']) this.#secrets.set(tokenAuth, randomBytes(24).toString('base64url'));
    const provider = new Provider(this.issuer, this.#configuration(redirect));
    provider.use(async (context, next) => {
      if (context.path === '/token') this.lastExchange = { authorization: context.req.headers.authorization };
      if (context.path.startsWith('/door/')) return this.#letIn(provider, context.req, context.res);
      if (context.query.code_challenge_method === 'plain') context.query = likeS256(context.query);
      return next();
    });
    server.on('request', provider.callback());
  }

  /** The settings with which a node knows this provider. */
  settings(origin: string, ways: Ways): ProviderSettings {
    const clientSecret = this.#secrets.get(ways.tokenAuth) ?? '';
    return { issuer: this.issuer, clientId: `node-${ways.tokenAuth}`, clientSecret, origin, name: 'ENT', ...ways };
  }

  /** Goes there as a browser does; resolves to the address with which it is sent back to the node. */
  async visit(address: string): Promise<URL> {
    const cookies = new Map<string, string>();
    let at = new URL(address);
    while (at.origin === this.issuer) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await fetch(at, { redirect: 'manual', headers: { cookie } });
      for (const [, name = '', value = ''] of response.headers
        .getSetCookie()
        .map((line) => /^([^=]+)=([^;]*)/.exec(line) ?? []))
        cookies.set(name, value);
      const next = response.headers.get('location');
      if (next === null) throw new Error(`the provider stopped at ${at.pathname}: ${await response.text()}`);
      at = new URL(next, at);
    }
    return at;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  async #letIn(
    provider: Provider,
    request: Parameters<Provider['interactionFinished']>[0],
    response: Parameters<Provider['interactionFinished']>[1],
  ): Promise<void> {
    const result = this.subject === undefined ? { error: 'access_denied' } : { login: { accountId: this.subject } };
    await provider.interactionFinished(request, response, result);
  }

  #configuration(redirect: string): object {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    return {
      clients: [...this.#secrets].map(([tokenAuth, secret]) => ({
        client_id: `node-${tokenAuth}`,
        client_secret: secret,
        redirect_uris: [redirect],
        token_endpoint_auth_method: METHODS[tokenAuth as 'basic' | 'post'],
      })),
      jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
      ttl: { Interaction: 60, Grant: 60, Session: 60, AccessToken: 60, IdToken: 60, AuthorizationCode: 60 },
      cookies: { keys: [randomBytes(16).toString('hex')] },
      pkce: { required: () => false },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/door/${uid}` },
      findAccount: (_context: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id }) }),
      loadExistingGrant: grantAll,
    };
  }
}

/**
 * This provider no longer speaks `plain`, which ENTs in schools still do. S256 of the plain challenge asks the same of the verifier:
 * that it be the challenge.
 */
const likeS256 = (query: Record<string, string | undefined>): Record<string, string | undefined> => ({
  ...query,
  code_challenge: createHash('sha256')
    .update(query.code_challenge ?? '')
    .digest('base64url'),
  code_challenge_method: 'S256',
});

/** Nobody is asked whether the school may know them. */
async function grantAll(context: {
  oidc: {
    client: { clientId: string };
    session: { accountId: string };
    provider: { Grant: Provider['Grant'] };
  };
}): Promise<unknown> {
  const { client, session, provider } = context.oidc;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope('openid');
  await grant.save();
  return grant;
}
