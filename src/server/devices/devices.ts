import type { DatabaseSync } from 'node:sqlite';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Log } from '../../base/log.ts';
import { CLOSE } from '../../protocol/close-codes.ts';
import type { Principal } from '../../sync/access.ts';
import type { LogStore, ProjectionStore } from '../../sync/ports.ts';
import type { Publication } from '../../sync/publication.ts';
import type { Accounts, Device } from '../accounts.ts';
import type { EnrolmentDesk } from '../enrolment.ts';
import type { Live } from '../live.ts';
import type { RequireAdult } from '../people/adult.ts';
import { DeviceRegister } from './device-register.ts';
import { deviceRoutes } from './device-routes.ts';
import { giveClass, nothingFor, reachGrants } from './giving-classes.ts';

interface DevicesParts {
  readonly database: DatabaseSync;
  readonly now: () => number;
  readonly accounts: Accounts;
  readonly store: LogStore;
  readonly projections: ProjectionStore;
  readonly publication: Publication;
  /** This node's own name. */
  readonly node: string;
  readonly log: Log;
}

/** The devices of a node: what each may do now, and the ways to change that. */
export class Devices {
  readonly register: DeviceRegister;
  readonly #parts: DevicesParts;

  static async open(parts: DevicesParts): Promise<Devices> {
    const devices = new Devices(parts);
    await reachGrants({ ...parts, log: parts.store }, devices.register.settle(await parts.store.head()));
    return devices;
  }

  private constructor(parts: DevicesParts) {
    this.#parts = parts;
    this.register = new DeviceRegister(parts.database, parts.now, parts.log);
    parts.accounts.known.subscribe((device) => this.register.contacts.heard(device));
  }

  principalOf(device: Device): Principal {
    return this.register.principalOf(device);
  }

  /** A device whose rights shrank is told at once: its stream ends, and it comes back to hear what was taken, or not at all. */
  follow(live: Live): void {
    this.register.changed.subscribe(({ device, kind }) => {
      if (kind === 'less') live.drop(device, CLOSE.goingAway);
      if (kind === 'out') live.drop(device, CLOSE.unauthorised);
    });
  }

  /** The devices of an adult follow what becomes of the account, at once. */
  async obey({ account, closed }: { readonly account: string; readonly closed: boolean }): Promise<void> {
    if (account === '') return;
    if (closed) return this.register.shutOut(account);
    const { store, projections, publication, node } = this.#parts;
    const [aClass] = await projections.all('class');
    if (!aClass) return; // nothing to read yet, in whatever right
    // A row that says nothing: every cursor from before it was read in the old right, and every later one in the new.
    this.register.readAnew(account, await store.append([nothingFor(aClass.id, node)]));
    await publication.grown();
  }

  routes(
    app: FastifyInstance,
    parts: {
      readonly requireAdult: RequireAdult;
      readonly desk: EnrolmentDesk;
      readonly deviceOf: (request: FastifyRequest) => Device;
      readonly live: Live;
      readonly takesHubs: boolean;
      readonly address: string | undefined;
    },
  ): void {
    const { register } = this;
    const { store, projections, publication, node, now } = this.#parts;
    deviceRoutes(app, {
      ...parts,
      register,
      now,
      isConnected: (device) => parts.live.isConnected(device),
      classes: async () =>
        (await projections.all('class')).filter(({ closed }) => !closed).map(({ id, name }) => ({ id, name })),
      giveClass: (device, classId) => giveClass({ register, log: store, publication, node }, device, classId),
    });
  }
}
