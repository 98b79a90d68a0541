import type { DatabaseSync } from 'node:sqlite';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Log } from '../../base/log.ts';
import type { Device } from '../accounts.ts';
import type { RequireAdult } from './adult.ts';
import { adultRoutes } from './adult-routes.ts';
import { AdultSessions } from './adult-sessions.ts';
import { Adults } from './adults.ts';
import { GrowingPause } from './growing-pause.ts';
import { PasswordHasher } from './password.ts';
import { Provider } from './provider/provider.ts';
import { ProviderDesk } from './provider/provider-desk.ts';
import { providerRoutes } from './provider/provider-routes.ts';
import type { ProviderSettings } from './provider/provider-settings.ts';
import { type KeepAudit, requireAdultBy } from './require-adult.ts';
import { SecondFactor } from './second-factor.ts';
import { secondFactorRoutes } from './second-factor-routes.ts';
import { SetUpCode } from './set-up-code.ts';
import { SignInDesk } from './sign-in-desk.ts';

export interface PeopleParts {
  readonly database: DatabaseSync;
  readonly now: () => number;
  readonly school: () => string;
  /** The enrolled device that asks, if it is one. */
  readonly deviceOf: (request: FastifyRequest) => Device | undefined;
  readonly keepAudit: KeepAudit;
  readonly log: Log;
  readonly hasher?: PasswordHasher;
  /** The school's identity provider, where there is one. */
  readonly provider?: ProviderSettings | undefined;
}

/** The adults of a node: their accounts, their sessions, their routes. */
export class People {
  readonly adults: Adults;
  readonly sessions: AdultSessions;
  readonly hasher: PasswordHasher;
  /** To be given to every route that is for adults. */
  readonly requireAdult: RequireAdult;
  readonly #parts: PeopleParts;
  #setUpCode: SetUpCode | undefined;

  constructor(parts: PeopleParts) {
    const { database, now, keepAudit, hasher } = parts;
    this.#parts = parts;
    this.adults = new Adults(database);
    this.sessions = new AdultSessions({ database, now, adults: this.adults });
    this.hasher = hasher ?? new PasswordHasher();
    this.requireAdult = requireAdultBy(this.sessions, keepAudit);
    if (!this.adults.hasHead()) this.#setUpCode = new SetUpCode();
  }

  /** The code that makes the first head, to be printed; undefined where there is one. */
  get setUpCode(): string | undefined {
    return this.adults.hasHead() ? undefined : this.#setUpCode?.text;
  }

  routes(app: FastifyInstance): void {
    const { database, now, school, deviceOf, log, provider: settings } = this.#parts;
    const { adults, sessions, hasher, requireAdult } = this;
    const pause = new GrowingPause(database, now);
    const secondFactor = new SecondFactor(database, now);
    const setUpCode = this.#setUpCode;
    const desk = new SignInDesk({ adults, sessions, hasher, pause, secondFactor, setUpCode, now, log });
    const askerOf = (request: FastifyRequest) => ({ address: request.ip, device: deviceOf(request) });
    const door = () => ({ toSetUp: !adults.hasHead(), school: school(), provider: settings?.name ?? null });
    adultRoutes(app, { adults, sessions, desk, hasher, secondFactor, requireAdult, askerOf, door, now });
    secondFactorRoutes(app, { desk, sessions, secondFactor, askerOf, log });
    if (!settings) return;
    const provider = new Provider(settings, now);
    providerRoutes(app, { desk: new ProviderDesk({ provider, adults, desk, pause, now, log }), sessions, askerOf });
  }
}
