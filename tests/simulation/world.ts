import * as Y from 'yjs';
import { writeAssignment } from '../../src/classroom/assignment.ts';
import { writeClass } from '../../src/classroom/class-document.ts';
import {
  assignmentDocument,
  classDocument,
  type DocumentId,
  lessonDocument,
  workDocument,
} from '../../src/classroom/document-id.ts';
import { PROTOCOL_VERSION } from '../../src/protocol/limits.ts';
import type { Push, SyncResponse } from '../../src/protocol/messages.ts';
import { SCHOOL_ACCOUNT } from '../../src/sync/access.ts';
import { type Break, Disk } from './disk.ts';
import type { Weather } from './network.ts';
import { Random } from './random.ts';
import { Scheduler } from './scheduler.ts';
import { ServerRun } from './server.ts';
import { type Machine, TabletRun } from './tablet.ts';

export const CLASSES = ['k1', 'k2'] as const;
const PUPILS: Readonly<Record<string, readonly string[]>> = { k1: ['awa', 'ben', 'cleo'], k2: ['dan', 'elsa'] };
const TEACHER = 'mme-payet';

/** A thing a pupil did: `mark` was written into `doc`, or `erases` an earlier mark. */
export interface Edit {
  readonly mark: string;
  readonly doc: DocumentId;
  readonly machine: Machine;
  erases: string | undefined;
  client: number;
  /** Shown as saved: ✓. */
  saved: boolean;
  /** Every store that had it was destroyed: nobody can keep that promise. */
  excused: boolean;
}

export interface Station {
  readonly disk: Disk;
  run: ServerRun | undefined;
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
  /** Answers that carried a document to a device without the right to it. */
  leaks = 0;
  #marks = 0;
  #assignments = 0;

  constructor(seed: number, tablets: number, broken: Break) {
    this.random = new Random(seed);
    this.scheduler = new Scheduler(this.random);
    this.broken = broken;
    this.ent = { disk: this.#disk(), run: undefined };
    this.hub = { disk: this.#disk(), run: undefined };
    this.tablets = Array.from({ length: tablets }, (_, index) =>
      this.#machine(`tablet-${index + 1}`, index < Math.ceil(tablets / 2) + 1 ? 'k1' : 'k2'),
    );
    this.laptop = {
      ...this.#machine('laptop', 'k1'),
      principal: { device: 'laptop', role: 'teacher', classes: [...CLASSES], account: TEACHER },
    };
  }

  get machines(): Machine[] {
    return [...this.tablets, this.laptop];
  }

  /** Starts all, fills the ENT as a school does, and lets everything arrive. */
  async begin(): Promise<void> {
    this.start(this.ent);
    const school = { device: 'school', role: 'node', classes: [], account: SCHOOL_ACCOUNT } as const;
    const filled = this.ent.run!.answer(school, {
      v: PROTOCOL_VERSION,
      cursor: null,
      pushes: this.#school(),
      wants: [],
    });
    await this.finish(filled);
    this.start(this.hub);
    for (const machine of this.machines) this.start(machine);
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

  start(target: Machine | Station): void {
    if (target.run) return;
    if (target === this.ent) this.ent.run = new ServerRun(this.scheduler, 'ent', this.ent.disk, this.broken);
    else if (target === this.hub)
      this.hub.run = new ServerRun(this.scheduler, 'hub', this.hub.disk, this.broken, this.#wayUp());
    else {
      const machine = target as Machine;
      machine.run = new TabletRun(
        this.scheduler,
        machine,
        () => this.hub.run,
        (response) => this.#witness(machine, response),
      );
    }
  }

  crash(target: Machine | Station): void {
    target.run?.die();
    target.run = undefined;
    target.disk.crash();
  }

  /** A pupil of the tablet's class writes a mark somewhere, or erases one of this document. */
  write(machine: Machine): void {
    const [schoolClass] = machine.principal.classes;
    const author = this.random.pick(PUPILS[schoolClass!]!);
    const doc = this.#workFor(schoolClass!, author);
    const known = this.edits.filter(
      (edit) => edit.doc === doc && edit.machine === machine && !edit.erases && edit.saved,
    );
    const erases = known.length > 0 && this.random.chance(0.2) ? this.random.pick(known).mark : undefined;
    void this.#edit(machine, { doc, author, erases, place: this.random.next() });
  }

  /** Two pupils of the group take turns at one tablet, each going on where the other stopped. */
  async writeInTurn(machine: Machine): Promise<void> {
    const doc = workDocument('g-k1', 'ilot');
    if (machine.principal.classes[0] !== 'k1') return;
    for (const author of ['awa', 'ben']) await this.#edit(machine, { doc, author, erases: undefined, place: 1 });
  }

  /** `place` says where on the page, from 0 (its beginning) to 1 (its end). Never rejects. */
  #edit(
    machine: Machine,
    wish: { doc: DocumentId; author: string; erases: string | undefined; place: number },
  ): Promise<void> {
    const { run } = machine;
    if (!run) return Promise.resolve();
    const { doc, author, erases, place } = wish;
    const edit: Edit = { mark: `<${++this.#marks}>`, doc, machine, erases, client: 0, saved: false, excused: false };
    this.edits.push(edit);
    return run
      .edit(doc, author, (ydoc) => apply(ydoc, edit, place))
      .then(
        () => void (edit.saved = run.life.alive),
        () => undefined, // told as trouble: not saved, though it may be later
      );
  }

  /** The teacher hands out another activity to one class. */
  handOut(): void {
    const id = `a${++this.#assignments}`;
    const schoolClass = this.random.pick(CLASSES);
    const assignment = {
      class: schoolClass,
      lesson: 'tortue',
      audience: { kind: 'class' },
      by: TEACHER,
      handedOutAt: 0,
      closed: false,
    } as const;
    this.laptop.run
      ?.edit(assignmentDocument(id), TEACHER, (doc) => writeAssignment(doc, assignment))
      .catch(() => undefined); // refused by the disk, tried again
  }

  #workFor(schoolClass: string, author: string): DocumentId {
    const group = schoolClass === 'k1' && author !== 'cleo' && this.random.chance(0.5);
    return group ? workDocument('g-k1', 'ilot') : workDocument(`start-${schoolClass}`, author);
  }

  #wayUp(): ConstructorParameters<typeof ServerRun>[4] {
    return {
      principal: { device: 'hub', role: 'hub', classes: [...CLASSES], account: '' },
      server: () => this.ent.run,
      connected: () => this.uplink.connected,
      weather: this.uplink,
      witness: () => undefined,
    };
  }

  #witness(machine: Machine, response: SyncResponse): void {
    if (machine.principal.role !== 'tablet') return;
    const [own] = machine.principal.classes;
    const foreign = (doc: DocumentId): boolean =>
      CLASSES.some(
        (one) =>
          one !== own &&
          (doc === classDocument(one) ||
            doc.startsWith(`work/start-${one}/`) ||
            (one === 'k1' && doc.startsWith('work/g-k1/'))),
      );
    if (
      response.rows.some((row) => foreign(row.doc)) ||
      response.diffs.some((diff) => diff.update && foreign(diff.doc))
    )
      this.leaks += 1;
  }

  #disk(): Disk {
    return new Disk(this.scheduler, this.broken);
  }

  #machine(name: string, schoolClass: string): Machine {
    return {
      principal: { device: name, role: 'tablet', classes: [schoolClass], account: '' },
      disk: this.#disk(),
      weather: { loss: 0, double: 0, holes: 0 },
      connected: true,
      run: undefined,
    };
  }

  #school(): Push[] {
    const pupil = (id: string) => ({ id, firstName: id, lastName: '', level: 'CE2', animal: 'gecko', colour: 'leaf' });
    const roster = (id: 'k1' | 'k2'): Push =>
      push(classDocument(id), (doc) =>
        writeClass(doc, {
          name: id,
          level: 'CE2',
          pupils: PUPILS[id]!.map(pupil),
          groups: id === 'k1' ? [{ id: 'ilot', name: 'Îlot', pupils: ['awa', 'ben'] }] : [],
          teachers: [{ id: TEACHER, name: 'Mme Payet' }],
        }),
      );
    const given = (
      id: string,
      schoolClass: string,
      audience: { kind: 'class' } | { kind: 'group'; group: string },
    ): Push =>
      push(assignmentDocument(id), (doc) =>
        writeAssignment(doc, {
          class: schoolClass,
          lesson: 'tortue',
          audience,
          by: TEACHER,
          handedOutAt: 0,
          closed: false,
        }),
      );
    return [
      roster('k1'),
      roster('k2'),
      push(lessonDocument('tortue'), (doc) => doc.getMap('lesson').set('title', 'La tortue')),
      given('start-k1', 'k1', { kind: 'class' }),
      given('start-k2', 'k2', { kind: 'class' }),
      given('g-k1', 'k1', { kind: 'group', group: 'ilot' }),
    ];
  }
}

function push(doc: DocumentId, fill: (ydoc: Y.Doc) => void): Push {
  const ydoc = new Y.Doc({ gc: false });
  fill(ydoc);
  return { doc, update: Y.encodeStateAsUpdate(ydoc), author: SCHOOL_ACCOUNT, device: 'school' };
}

/** The page of a work, as far as the schedules write it. */
export const pageIn = (doc: Y.Doc): Y.Text => doc.getText('page');

function apply(doc: Y.Doc, edit: Edit, place: number): void {
  const page = pageIn(doc);
  edit.client = doc.clientID;
  const at = edit.erases === undefined ? -1 : page.toString().indexOf(edit.erases);
  if (at < 0)
    edit.erases = undefined; // not on this device any more
  else page.delete(at, edit.erases!.length);
  // An erasure leaves a mark of its own, so that it can be told from one that never arrived.
  const text = page.toString();
  const marks = text.split('>').length - 1;
  page.insert(endOfMark(text, Math.floor(place * (marks + 0.999))), edit.mark);
}

/** Between two marks, never inside one. */
function endOfMark(text: string, n: number): number {
  let place = 0;
  for (let seen = 0; seen < n; seen++) place = text.indexOf('>', place) + 1;
  return place;
}
