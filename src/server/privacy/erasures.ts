import type * as Y from 'yjs';
import { newId } from '../../base/ids.ts';
import type { Log } from '../../base/log.ts';
import { erasePupil, lists, type SchoolClass } from '../../classroom/class-document.ts';
import { classDocument } from '../../classroom/document-id.ts';
import { speaksOf } from '../../classroom/erased-entries.ts';
import type { ErasureTold } from '../../protocol/messages.ts';
import type { ErasureEntry } from '../../protocol/office/privacy.ts';
import { Erasing } from '../../sync/erasing.ts';
import type { Inspector } from '../../sync/inspector.ts';
import type { LogStore, ProjectionStore } from '../../sync/ports.ts';
import type { Station } from '../../sync/station.ts';
import type { DeviceRegister } from '../devices/device-register.ts';
import { type OpenList, openList, writeLists } from '../school-writes.ts';
import type { ErasureBook, KeptErasure } from './erasure-book.ts';
import { toldUpward } from './whereabouts.ts';

export interface ErasuresParts {
  readonly book: ErasureBook;
  readonly register: DeviceRegister;
  readonly store: LogStore;
  readonly projections: ProjectionStore;
  readonly station: Station;
  readonly inspectors: readonly Inspector[];
  /** Whether a node stands above this one. */
  readonly hasUpstream: boolean;
  /** This node's own name, under which it writes. */
  readonly node: string;
  readonly log: Log;
}

/** Orders erasures, carries out here those of any node, and knows how far each has come. */
export class Erasures {
  readonly #parts: ErasuresParts;
  readonly #erasing: Erasing;
  readonly #stops: (() => void)[] = [];
  /** What the node above is told; undefined where it has to be put together anew. */
  #told: ErasureTold[] | undefined;

  constructor(parts: ErasuresParts) {
    const { store, projections, station, inspectors, hasUpstream, log } = parts;
    this.#parts = parts;
    this.#erasing = new Erasing({
      log: store,
      projections,
      projector: station.projector,
      receipted: hasUpstream ? 'above' : 'here',
      journal: log,
    });
    this.#erasing.forgotten.subscribe((docs) => {
      station.documents.forget(docs);
      for (const inspector of inspectors) inspector.forget(docs);
    });
  }

  /** Resolves when what was ordered before is done here. */
  async start(): Promise<void> {
    const { station, projections, book, register } = this.#parts;
    this.#stops.push(
      this.#erasing.done.subscribe((taken) => taken.forEach((one) => book.took(one))),
      station.projector.projected.subscribe(({ made }) => {
        const classes = made.flatMap((one) => (one.kind === 'class' && one.value.erased ? [one.value] : []));
        if (classes.length > 0) void this.#follow(classes);
      }),
      station.publication.changed.subscribe(() => this.#erasing.settled()),
      book.changed.subscribe(() => station.publication.receiptChanged()),
      ...[book.changed, this.#erasing.done].map((signal) => signal.subscribe(() => (this.#told = undefined))),
      register.changed.subscribe(() => (this.#told = undefined)),
      () => this.#erasing.stop(),
    );
    await this.#follow((await projections.all('class')).filter(({ erased }) => erased));
    await this.#erasing.start();
  }

  stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }

  /** What the node above is told: this node, and the devices below it. */
  told(): ErasureTold[] {
    return (this.#told ??= this.#tellings());
  }

  #tellings(): ErasureTold[] {
    const whole = new Set(this.#erasing.whole);
    const { book, register } = this.#parts;
    return book
      .all()
      .flatMap((one) => [
        { erasure: one.id, device: '', name: '', done: whole.has(one.id) },
        ...toldUpward(one, book, register),
      ]);
  }

  /** Whether nothing of it is left on this node. */
  isWhole({ id }: KeptErasure): boolean {
    return this.#erasing.whole.includes(id);
  }

  /** Whether the node above has the order. */
  async above({ classes }: KeptErasure): Promise<ErasureEntry['above']> {
    if (!this.#parts.hasUpstream) return 'none';
    const levels = await this.#parts.store.levels(classes.map(classDocument));
    return levels.every((level) => level === 3) ? 'ordered' : 'awaited';
  }

  /** Erases a pupil, here before it resolves; undefined where nobody here ever had this id. */
  async order(pupil: string, why: 'asked' | 'left', account: string): Promise<string | undefined> {
    const classes = await this.#classesOf(pupil);
    if (classes.length === 0) return undefined;
    const known = classes.flatMap(({ erased = [] }) => erased).find(({ id }) => id === pupil);
    const erasure = known?.erasure ?? newId();
    this.#parts.book.order({ id: erasure, owner: pupil, classes: classes.map(({ id }) => id), why, account });
    await this.#write(classes.map(({ id }) => [id, (ydoc) => erasePupil(ydoc, pupil, erasure)]));
    this.#parts.book.forgetBeside(pupil);
    await this.#erasing.run();
    return erasure;
  }

  /** The classes that list the pupil or erased them, those whose history still says who they were, and those in which they have a work. */
  async #classesOf(pupil: string): Promise<SchoolClass[]> {
    const { projections, book, station } = this.#parts;
    const [classes, assignments, works] = await Promise.all([
      projections.all('class'),
      projections.all('assignment'),
      projections.all('work'),
    ]);
    const worked = new Set(works.filter(({ owner }) => owner === pupil).map(({ assignment }) => assignment));
    const ids = new Set(assignments.filter(({ id }) => worked.has(id)).map((one) => one.class));
    const left = book.leaver(pupil);
    if (left) ids.add(left.class);
    // A pupil who changed class is in the history of the list before.
    for (const { id } of classes) if (speaksOf(await station.documents.get(classDocument(id)), pupil)) ids.add(id);
    return classes.filter(
      ({ id, pupils, erased = [] }) => ids.has(id) || [...pupils, ...erased].some((one) => one.id === pupil),
    );
  }

  /** Notes what other nodes ordered; takes entries out again that somebody wrote off the network, not knowing. */
  async #follow(classes: readonly SchoolClass[]): Promise<void> {
    const { book, station, log } = this.#parts;
    try {
      for (const { id, erased = [] } of classes) {
        for (const one of erased) {
          if (book.find(one.erasure)) continue;
          book.order({ id: one.erasure, owner: one.id, classes: [id], why: 'elsewhere', account: '' });
          book.forgetBeside(one.id);
        }
        const list = await station.documents.get(classDocument(id));
        const back = erased.filter((one) => lists(list, one.id));
        if (back.length === 0) continue;
        await this.#write([[id, (ydoc) => back.forEach((one) => erasePupil(ydoc, one.id, one.erasure))]]);
      }
    } catch (cause) {
      log.error('an erasure could not be followed', { cause: String(cause) }); // the next start does it
    }
  }

  /** Forward edits in this node's own name (S14). */
  async #write(edits: readonly (readonly [classId: string, change: (ydoc: Y.Doc) => void])[]): Promise<void> {
    const lists: OpenList[] = [];
    for (const [classId, change] of edits) {
      const list = await openList(this.#parts.store, classId);
      change(list.ydoc);
      lists.push(list);
    }
    await writeLists(this.#parts, lists);
  }
}
