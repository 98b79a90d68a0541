import { Log } from '../../src/base/log.ts';
import { Signal } from '../../src/base/observable.ts';
import type { SyncRequest, SyncResponse } from '../../src/protocol/messages.ts';
import type { DeviceRegister } from '../../src/server/devices/device-register.ts';
import { giveClass, reachGrants } from '../../src/server/devices/giving-classes.ts';
import { Access, type Principal } from '../../src/sync/access.ts';
import { compact } from '../../src/sync/compaction.ts';
import { Connection } from '../../src/sync/connection.ts';
import { Exchange } from '../../src/sync/exchange.ts';
import { InlineInspector } from '../../src/sync/inline-inspector.ts';
import type { Inspection, InspectionTask, Inspector } from '../../src/sync/inspector.ts';
import type { LogStore } from '../../src/sync/ports.ts';
import type { Session } from '../../src/sync/session.ts';
import { openStation, type Station } from '../../src/sync/station.ts';
import type { Break, Disk } from './disk.ts';
import { type Ends, openStream, requestLink } from './network.ts';
import { Life, type Scheduler } from './scheduler.ts';

/** One run of a hub or an ENT, from its start to its crash. */
export class ServerRun {
  readonly life = new Life();
  readonly role: 'hub' | 'ent';
  readonly #death = new Signal();
  readonly #station: Promise<Station>;
  readonly #log: LogStore;
  connection: Connection | undefined;

  constructor(
    scheduler: Scheduler,
    disk: Disk,
    {
      role,
      broken,
      compacts,
      waiting,
      up,
    }: {
      role: 'hub' | 'ent';
      broken: Break;
      compacts: boolean;
      waiting: readonly string[];
      up: Omit<Ends, 'life'> | undefined;
    },
  ) {
    this.role = role;
    const log = disk.mount(this.life);
    this.#log = log;
    const journal = new Log(() => 0);
    const inspector = inspectorOf(log, broken);
    const inspectorAbove = inspectorOf(log, broken);
    const access = broken === 'acl' ? new CarelessAccess() : new Access();
    const projections = disk.mountProjections(this.life);
    const clock = scheduler.clock(this.life);
    const parts = { role, log, projections, inspector, clock, journal, access };
    this.#station = (async () => {
      if (compacts) await compactAll(log, role);
      const station = await openStation(parts);
      await reachGrants({ log, publication: station.publication, node: role }, waiting);
      return station;
    })();
    if (up)
      void this.#station.then((station) =>
        this.#connect(scheduler, log, { inspector, inspectorAbove }, station, { ...up, life: this.life }),
      );
  }

  async answer(principal: Principal, request: SyncRequest): Promise<SyncResponse> {
    return (await this.#station).responder.answer(principal, request);
  }

  session(principal: Principal): Pick<Session, 'answer' | 'onStream' | 'close'> {
    const session = this.#station.then((station) => station.responder.session(principal));
    return {
      answer: async (request) => (await session).answer(request),
      onStream: (send) => void session.then((opened) => opened.onStream(send)),
      close: () => void session.then((opened) => opened.close()),
    };
  }

  /** Gives a device a class, as the server does. */
  async giveClass(register: Pick<DeviceRegister, 'give'>, device: string, schoolClass: string): Promise<void> {
    const { publication } = await this.#station;
    await giveClass({ register, log: this.#log, publication, node: this.role }, device, schoolClass);
  }

  onDeath(call: () => void): void {
    if (!this.life.alive) call();
    else this.#death.subscribe(call);
  }

  die(): void {
    this.life.alive = false;
    this.#death.emit();
  }

  /** The hub's way up, wired as the server wires it. */
  #connect(
    scheduler: Scheduler,
    log: LogStore,
    inspectors: { inspector: Inspector; inspectorAbove: Inspector },
    { publication }: Station,
    ends: Ends,
  ): void {
    const inspector = inspectors.inspectorAbove;
    const exchange = new Exchange({ device: ends.principal().device, log, inspector, journal: new Log(() => 0) });
    exchange.received.subscribe((docs) => {
      inspectors.inspector.refresh(docs);
      void publication.grown();
    });
    exchange.settled.subscribe(() => publication.receiptChanged());
    this.connection = new Connection({
      upstream: {
        ping: async () => {
          await scheduler.point(this.life);
          return ends.connected() && ends.server() ? 'ent' : undefined;
        },
        requests: requestLink(scheduler, ends),
        openStream: () => openStream(scheduler, ends),
      },
      exchange,
      clock: scheduler.clock(this.life),
      random: scheduler.random.next,
      journal: new Log(() => 0),
    });
    publication.changed.subscribe(() => this.connection?.outboxGrew());
    void this.connection.run();
  }
}

/** What a node does at its start, before it answers anyone, here to every document and not only to long ones. A refusing disk ends it. */
async function compactAll(log: LogStore, role: 'hub' | 'ent'): Promise<void> {
  const docs = await log.documentIds();
  const levels = await log.levels(docs);
  const { seq } = await log.head();
  for (const [index, doc] of docs.entries()) {
    if (role === 'hub' && levels[index] !== 3) continue;
    const done = await compact(log, doc, seq, role === 'ent' ? 'here' : 'above').catch(() => undefined);
    if (done === undefined) return;
  }
}

/** Rights taken away: everyone reads everything. */
class CarelessAccess extends Access {
  override readableSince(): number {
    return 0;
  }
}

function inspectorOf(log: LogStore, broken: Break): Inspector {
  const inspector = new InlineInspector(log);
  if (broken !== 'gap') return inspector;
  // The gap's defence taken away: what hangs in the air is taken as if it were whole.
  const blind = (inspection: Inspection): Inspection =>
    inspection.verdict === 'gap' ? { verdict: 'good', clients: [], news: true, projection: undefined } : inspection;
  return {
    inspect: async (tasks: readonly InspectionTask[]) => (await inspector.inspect(tasks)).map(blind),
    forget: (docs) => inspector.forget(docs),
    forgetAll: () => inspector.forgetAll(),
    refresh: (docs) => inspector.refresh(docs),
  };
}
