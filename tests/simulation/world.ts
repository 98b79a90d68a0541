import * as Y from 'yjs';
import { setClosed } from '../../src/classroom/assignment.ts';
import { assignmentDocument, type DocumentId } from '../../src/classroom/document-id.ts';
import { PROTOCOL_VERSION } from '../../src/protocol/limits.ts';
import type { SyncResponse } from '../../src/protocol/messages.ts';
import { Signal } from '../../src/base/observable.ts';
import { type Principal, SCHOOL_ACCOUNT } from '../../src/sync/access.ts';
import { type Break, Disk, type DiskImage } from './disk.ts';
import { apply, type Edit, newEdit } from './edits.ts';
import type { Weather } from './network.ts';
import { Random } from './random.ts';
import { grant, type Rights, revoke, rightsTo, settleRights, tabletPrincipal, waitingGrants } from './rights.ts';
import { Scheduler } from './scheduler.ts';
import {
  CLASSES,
  type ClassId,
  classOf,
  fillAssignment,
  firstDay,
  GIVEN,
  GROUP_WORK,
  ownWork,
  PUPILS,
  TEACHER,
} from './school.ts';
import { ServerRun } from './server.ts';
import { type Machine, TabletRun } from './tablet.ts';

/** Tablets of a morning: three of k1 and two of k2; further ones are like these. */
export const TABLETS = 5;

export interface Station {
  readonly disk: Disk;
  run: ServerRun | undefined;
  /** Its next start puts documents together (S14). */
  compacts: boolean;
}

/** All disks of a school on one morning. */
export interface Morning {
  readonly ent: DiskImage;
  readonly hub: DiskImage;
  readonly tablets: readonly DiskImage[];
  readonly laptop: DiskImage;
}

/** A school as the schedules play with it: an ENT, a hub, tablets of two classes, a teacher's laptop. */
export class World {
  readonly random: Random;
  readonly scheduler: Scheduler;
  readonly broken: Break;
  readonly ent: Station;
  readonly hub: Station;
  readonly tablets: Machine[];
  readonly laptop: Machine;
  readonly edits: Edit[] = [];
  readonly uplink: Weather & { connected: boolean } = { connected: true, loss: 0, double: 0, holes: 0 };
  /** What the hub keeps beside its log: the classes of each tablet. */
  rights = new Map<string, Rights>();
  /** Answers that carried a document to a device without the right to it. */
  leaks = 0;
  /** A tablet's streams are dropped. */
  readonly #dropped = new Signal<string>();
  #marks = 0;
  #assignments = 0;

  constructor(seed: number, tablets: number, broken: Break) {
    this.random = new Random(seed);
    this.scheduler = new Scheduler(this.random);
    this.broken = broken;
    this.ent = { disk: this.#disk(), run: undefined, compacts: false };
    this.hub = { disk: this.#disk(), run: undefined, compacts: false };
    this.tablets = Array.from({ length: tablets }, (_, index) =>
      this.#machine(`tablet-${index + 1}`, index % TABLETS < 3 ? 'k1' : 'k2'),
    );
    this.laptop = this.#machine('laptop', 'k1');
  }

  get machines(): Machine[] {
    return [...this.tablets, this.laptop];
  }

  /** Fills the ENT as a school does, starts all, and lets the first things arrive. */
  async beginEmpty(): Promise<void> {
    this.start(this.ent);
    const node = { device: 'school', role: 'node', classes: [], account: SCHOOL_ACCOUNT } as const;
    const filled = this.ent.run!.answer(node, { v: PROTOCOL_VERSION, cursor: null, pushes: firstDay(), wants: [] });
    await this.finish(filled);
    this.startAll();
  }

  /** Starts all on a morning like one that was before. */
  begin(morning: Morning): void {
    this.ent.disk.restore(morning.ent);
    this.hub.disk.restore(morning.hub);
    this.tablets.forEach(({ disk }, index) => disk.restore(morning.tablets[index % morning.tablets.length]!));
    this.laptop.disk.restore(morning.laptop);
    this.startAll();
  }

  morning(): Morning {
    return {
      ent: this.ent.disk.image(),
      hub: this.hub.disk.image(),
      tablets: this.tablets.map(({ disk }) => disk.image()),
      laptop: this.laptop.disk.image(),
    };
  }

  /** Lets things happen until `promise` is settled. */
  async finish<Value>(promise: Promise<Value>): Promise<Value> {
    let settled = false;
    const watched = promise.finally(() => (settled = true));
    watched.catch(() => undefined); // the caller hears of it below
    while (!settled && (await this.scheduler.step()));
    return watched;
  }

  async steps(count: number): Promise<void> {
    for (let step = 0; step < count && (await this.scheduler.step()); step++);
  }

  startAll(): void {
    for (const target of [this.ent, this.hub, ...this.machines]) this.start(target);
  }

  start(target: Machine | Station): void {
    if (target.run) return;
    const { scheduler, broken } = this;
    if (target === this.ent || target === this.hub) {
      const role = target === this.hub ? 'hub' : 'ent';
      if (target === this.hub) this.rights = settleRights(this.rights, this.#hubEnd);
      const waiting = target === this.hub ? this.#waitingGrants : [];
      const up = target === this.hub ? this.#wayUp() : undefined;
      target.run = new ServerRun(scheduler, target.disk, { role, broken, compacts: target.compacts, waiting, up });
      target.compacts = false;
      return;
    }
    const machine = target as Machine;
    machine.run = new TabletRun(scheduler, machine, {
      principal: () => this.principalOf(machine),
      onDropped: (call) => this.#dropped.subscribe((device) => device === machine.device && call()),
      server: () => this.hub.run,
      witness: (response, principal, had) => this.#witness(response, principal, had),
    });
  }

  /** Whether a tablet was given a class from a position that the hub's log has not reached. */
  get grantsWait(): boolean {
    return this.#waitingGrants.length > 0;
  }

  crash(target: Machine | Station): void {
    target.run?.die();
    target.run = undefined;
    target.disk.crash();
  }

  /** Every stream of a tablet or laptop is opened anew. */
  reconnectAll(): void {
    for (const { device } of this.machines) this.#dropped.emit(device);
  }

  /** Who this machine is to the hub now; a tablet that it does not know enrols anew for the class it was set up for. */
  principalOf(machine: Machine): Principal {
    if (machine === this.laptop) return { device: 'laptop', role: 'teacher', classes: [...CLASSES], account: TEACHER };
    const { device, home } = machine;
    return tabletPrincipal(device, () => this.rights.get(device) ?? rightsTo(home));
  }

  /** A tablet is given the class that it has not, or one of its classes is taken from it; what it was sent lies with it. */
  changeRights(machine: Machine): void {
    const { device, home } = machine;
    const schoolClass = this.random.pick(CLASSES);
    const change = (rights: Rights): void => void (this.rights = new Map([...this.rights, [device, rights]]));
    if (this.#rightsOf(machine).classes.includes(schoolClass)) {
      change(revoke(this.#rightsOf(machine), schoolClass));
      this.#dropped.emit(device);
      return;
    }
    const register = {
      give: (_device: string, _class: string, { seq }: { seq: number }) =>
        change(grant(this.#rightsOf({ device, home }), schoolClass, seq)), // the machine may be another device by then
    };
    this.hub.run?.giveClass(register, device, schoolClass).catch(() => undefined); // refused by the disk: a later row does as well
  }

  /** A pupil of the tablet's class writes a mark somewhere, or erases one of this document. */
  write(machine: Machine): void {
    const { classes, revoked } = this.#rightsOf(machine);
    // It hears of a class that was taken from it at its next contact only.
    const known = machine.connected ? classes : [...classes, ...(revoked as ReadonlySet<ClassId>)];
    if (known.length === 0) return;
    const schoolClass = this.random.pick(known);
    const author = this.random.pick(PUPILS[schoolClass]);
    const doc = this.#workFor(schoolClass, author);
    const own = this.edits.filter((edit) => edit.doc === doc && edit.machine === machine && !edit.erases && edit.saved);
    const erases = own.length > 0 && this.random.chance(0.2) ? this.random.pick(own).mark : undefined;
    void this.#edit(machine, { doc, author, erases, place: this.random.next() });
  }

  /** Two pupils of the group take turns at one tablet, each going on where the other stopped. */
  async writeInTurn(machine: Machine): Promise<void> {
    if (!this.#rightsOf(machine).classes.includes('k1')) return;
    for (const author of ['awa', 'ben'])
      await this.#edit(machine, { doc: GROUP_WORK, author, erases: undefined, place: 1 });
  }

  /** The teacher hands out another activity to one class. */
  handOut(): void {
    const schoolClass = this.random.pick(CLASSES);
    this.#teach(`a${++this.#assignments}-${schoolClass}`, (doc) => fillAssignment(doc, schoolClass));
  }

  /** The teacher takes an activity back, or opens it again. */
  async takeBack(): Promise<void> {
    const closed = this.random.chance(0.6);
    const assignment = this.random.pick(Object.keys(GIVEN));
    const here = await this.laptop.disk.log.documentIds();
    if (here.includes(assignmentDocument(assignment))) this.#teach(assignment, (doc) => setClosed(doc, closed));
  }

  #teach(assignment: string, change: (doc: Y.Doc) => void): void {
    void this.laptop.run?.edit(assignmentDocument(assignment), TEACHER, change); // what the disk refuses is tried again
  }

  /** `place` says where on the page, from 0 (its beginning) to 1 (its end). Never rejects. */
  async #edit(
    machine: Machine,
    wish: { doc: DocumentId; author: string; erases: string | undefined; place: number },
  ): Promise<void> {
    const { run } = machine;
    if (!run) return;
    const edit = newEdit(`<${++this.#marks}>`, machine, wish);
    this.edits.push(edit);
    edit.saved = await run.edit(wish.doc, wish.author, (ydoc) => apply(ydoc, edit, wish.place));
  }

  #workFor(schoolClass: ClassId, author: string): DocumentId {
    const group = schoolClass === 'k1' && author !== 'cleo' && this.random.chance(0.5);
    return group ? GROUP_WORK : ownWork(schoolClass, author);
  }

  get #waitingGrants(): string[] {
    return waitingGrants(this.rights, this.#hubEnd);
  }

  get #hubEnd(): number {
    return this.hub.disk.log.image().entries.length;
  }

  #rightsOf({ device, home }: Pick<Machine, 'device' | 'home'>): Rights {
    return this.rights.get(device) ?? rightsTo(home);
  }

  #wayUp(): ConstructorParameters<typeof ServerRun>[2]['up'] {
    const principal: Principal = { device: 'hub', role: 'hub', classes: [...CLASSES], account: '' };
    return {
      principal: () => principal,
      onDropped: () => () => undefined,
      server: () => this.ent.run,
      connected: () => this.uplink.connected,
      weather: this.uplink,
      witness: () => undefined,
    };
  }

  #witness({ rows, diffs }: SyncResponse, { role, classes }: Principal, had: readonly string[]): void {
    if (role !== 'tablet') return;
    const foreign = (doc: DocumentId): boolean => {
      const schoolClass = classOf(doc);
      return schoolClass !== undefined && ![...classes, ...had].includes(schoolClass);
    };
    if (
      rows.some(({ doc }) => foreign(doc)) ||
      diffs.some(({ doc, update }) => update && bearsContent(update) && foreign(doc))
    )
      this.leaks += 1;
  }

  #disk(): Disk {
    return new Disk(this.scheduler, this.broken);
  }

  #machine(device: string, home: ClassId): Machine {
    const weather = { loss: 0, double: 0, holes: 0 };
    return { device, home, disk: this.#disk(), weather, connected: true, run: undefined, tidied: false };
  }
}

const bearsContent = (update: Uint8Array): boolean => Y.decodeUpdate(update).structs.length > 0;
