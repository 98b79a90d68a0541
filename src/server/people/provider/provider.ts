import {
  allowInsecureRequests,
  authorizationCodeGrant,
  AuthorizationResponseError,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientSecretBasic,
  ClientSecretPost,
  ClientError,
  clockTolerance,
  type Configuration,
  discovery,
  ResponseBodyError,
} from 'openid-client';
import { err, ok, type Result } from '../../../base/result.ts';
import { PROVIDER_RETURN } from '../../../protocol/office/provider.ts';
import { isSafeAddress, type ProviderSettings } from './provider-settings.ts';

/** How long the provider may take for one answer, in seconds: a person waits, and a password works meanwhile. */
const ANSWER_LIMIT_SECONDS = 6;
/** How far a trolley's clock may be from the provider's, in seconds; an identity token lives for minutes. */
const CLOCK_SLACK_SECONDS = 120;
/** What the provider publishes about itself is asked for again after so long: keys and addresses change. */
const KNOWN_FOR_MS = 60 * 60_000;

/** What one sign-in carries from its begin to its end; each is random and used once. */
export interface ProviderKeys {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Who somebody is at the provider: the issuer's name and the person's number there, and nothing else is asked. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
}

/** Why the provider was of no use; `code` is for the log and tells no secret. */
export interface ProviderTrouble {
  readonly why: 'unreachable' | 'refused';
  readonly code: string;
}

/** The school's identity provider, by OpenID Connect's code flow. */
export class Provider {
  readonly settings: ProviderSettings;
  readonly #now: () => number;
  #known: { readonly at: number; readonly configuration: Configuration } | undefined;

  constructor(settings: ProviderSettings, now: () => number) {
    this.settings = settings;
    this.#now = now;
  }

  /** The address at the provider to which a person goes. */
  async addressFor(keys: ProviderKeys): Promise<Result<string, ProviderTrouble>> {
    const { origin, pkce } = this.settings;
    try {
      const url = buildAuthorizationUrl(await this.#discover(), {
        redirect_uri: `${origin}${PROVIDER_RETURN}`,
        scope: 'openid',
        state: keys.state,
        nonce: keys.nonce,
        ...(pkce === 'none' ? {} : { code_challenge_method: pkce, code_challenge: await challengeOf(keys, pkce) }),
      });
      return this.#mayBeOpened(url) ? ok(url.href) : err({ why: 'refused', code: 'UNSAFE_ADDRESS' });
    } catch (error) {
      return err({ why: 'unreachable', code: codeOf(error) }); // whatever answered is not the provider: a portal, or nobody
    }
  }

  /** Takes what stood in the address with which a person came back, and asks the provider who it is. */
  async identify(answer: URLSearchParams, keys: ProviderKeys): Promise<Result<Identity, ProviderTrouble>> {
    const { origin, pkce } = this.settings;
    const url = new URL(`${origin}${PROVIDER_RETURN}?${answer.toString()}`);
    try {
      const tokens = await authorizationCodeGrant(await this.#discover(), url, {
        expectedState: keys.state,
        expectedNonce: keys.nonce,
        ...(pkce === 'none' ? {} : { pkceCodeVerifier: keys.verifier }),
      });
      const claims = tokens.claims();
      if (!claims) return err({ why: 'refused', code: 'NO_IDENTITY' });
      return ok({ issuer: claims.iss, subject: claims.sub });
    } catch (error) {
      return err({ why: isUnreachable(error) ? 'unreachable' : 'refused', code: codeOf(error) });
    }
  }

  async #discover(): Promise<Configuration> {
    const { issuer, clientId, clientSecret, tokenAuth } = this.settings;
    const now = this.#now();
    if (this.#known && Math.abs(now - this.#known.at) < KNOWN_FOR_MS) return this.#known.configuration;
    const configuration = await discovery(
      new URL(issuer),
      clientId,
      { [clockTolerance]: CLOCK_SLACK_SECONDS },
      tokenAuth === 'basic' ? ClientSecretBasic(clientSecret) : ClientSecretPost(clientSecret),
      { timeout: ANSWER_LIMIT_SECONDS, execute: this.#isHere() ? [allowInsecureRequests] : [] },
    );
    this.#known = { at: now, configuration };
    return configuration;
  }

  /** A provider on this machine may speak plain http; the settings let no other do so. */
  #isHere(): boolean {
    return this.settings.issuer.startsWith('http:');
  }

  /** The page goes to this address: it must be no script, and no plain http to somewhere else. */
  #mayBeOpened(url: URL): boolean {
    return url.protocol === 'https:' || (this.#isHere() && isSafeAddress(url));
  }
}

const challengeOf = ({ verifier }: ProviderKeys, pkce: 'S256' | 'plain'): string | Promise<string> =>
  pkce === 'plain' ? verifier : calculatePKCECodeChallenge(verifier);

/** No connection, no answer in time, or an answer that begins with a 5. */
function isUnreachable(error: unknown): boolean {
  if (error instanceof ResponseBodyError) return error.status >= 500;
  if (error instanceof ClientError && error.cause instanceof Response) return error.cause.status >= 500;
  return error instanceof TypeError || codeOf(error) === 'OAUTH_TIMEOUT';
}

/** Of the provider's texts only a word such as `invalid_client` goes to the log: anybody may have written them into the address. */
function codeOf(error: unknown): string {
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError)
    return /^[a-z_]{1,40}$/.test(error.error) ? error.error : error.code;
  if (error instanceof ClientError) return error.code ?? 'UNKNOWN';
  return error instanceof TypeError ? 'NO_CONNECTION' : 'UNKNOWN';
}
