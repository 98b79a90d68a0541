import { expect, test, vi } from 'vitest';
import { sha256Hex } from '../../src/base/hash.ts';
import { Log } from '../../src/base/log.ts';
import { Cell, type Observable, Signal } from '../../src/base/observable.ts';
import { ok } from '../../src/base/result.ts';
import type { FileRef } from '../../src/classroom/file-ref.ts';
import type { FileTroubles } from '../../src/main/file-states.ts';
import { type Engine, PageCartable } from '../../src/main/page-cartable.ts';
import { SharedConnection } from '../../src/main/shared-connection.ts';
import { MemoryDeviceStore } from '../../src/storage/memory/memory-device-store.ts';
import { MemoryFileStore } from '../../src/storage/memory/memory-file-store.ts';
import { MemoryLogStore } from '../../src/storage/memory/memory-log-store.ts';
import { MemoryProjectionStore } from '../../src/storage/memory/memory-projection-store.ts';
import { keepEnrolment } from '../../src/sync/enrolment.ts';
import type { Change } from '../../src/sync/ports.ts';
import { TABLET } from '../support/sample-classroom.ts';

const SILENT = { send: () => {}, subscribe: () => () => {} };

/** A page over a device in memory, whose engine comes when the test says so. */
function page(servesFiles = new Cell(true)) {
  const changes = new Signal<Change>();
  const stores = {
    log: new MemoryLogStore({ changes }),
    projections: new MemoryProjectionStore({ changes }),
    files: new MemoryFileStore({ changes }),
    device: new MemoryDeviceStore({ changes }),
    changes,
  };
  let load: (engine: Engine) => void = () => {};
  const engine = new Promise<Engine>((resolve) => (load = resolve));
  const cartable = new PageCartable({
    stores,
    engine,
    connection: new SharedConnection(SILENT),
    fileTroubles: new Cell<FileTroubles>(new Map()),
    servesFiles,
    installPrompt: { available: new Cell(false), ask: async () => true },
    log: new Log(() => 0),
  });
  return { cartable, stores, load: (parts: Partial<Engine>) => load(parts as Engine) };
}

function hear<Value>(observable: Observable<Value>): Value[] {
  const heard: Value[] = [];
  observable.subscribe((value) => heard.push(value));
  return heard;
}

const row = (doc: string) => ({ doc, update: new Uint8Array([0, 0]), author: 'awa', device: 'tablet-2', authors: [] });
const LESSON = { id: 'l1', title: 'La tortue', subject: 'Sciences', level: 'CE2', steps: [] };

test('the first screen has what it needs before the engine is here', async () => {
  const { cartable, stores } = page();
  await keepEnrolment(stores.device, TABLET);
  await stores.projections.put([{ doc: 'lesson/l1', kind: 'lesson', value: LESSON }], 1);
  const [enrolments, lessons, outbox] = [hear(cartable.enrolment), hear(cartable.all('lesson')), hear(cartable.toSync)];
  await vi.waitFor(() =>
    expect([enrolments, lessons, outbox]).toEqual([[TABLET], [[LESSON]], [{ rows: 0, bytes: 0 }]]),
  );
});

test('screens follow what is written, by whomever', async () => {
  const { cartable, stores } = page();
  const [works, levels, outbox] = [
    hear(cartable.all('work')),
    hear(cartable.levels(['work/a1/awa', 'work/a1/lea'])),
    hear(cartable.toSync),
  ];
  await stores.log.append([row('work/a1/awa')]);
  await vi.waitFor(() => expect(outbox.at(-1)?.rows).toBe(1));
  await vi.waitFor(() =>
    expect([...(levels.at(-1) ?? [])]).toEqual([
      ['work/a1/awa', 1],
      ['work/a1/lea', 0],
    ]),
  );
  const work = { assignment: 'a1', owner: 'awa', handIn: undefined, answers: {}, stepsDone: [], written: 3 };
  await stores.projections.put([{ doc: 'work/a1/awa', kind: 'work', value: work }], 1);
  await vi.waitFor(() => expect(works.at(-1)).toEqual([work]));
});

test('screens of one kind share one reading', async () => {
  const { cartable, stores } = page();
  const all = vi.spyOn(stores.projections, 'all');
  const [first, second] = [hear(cartable.all('lesson')), hear(cartable.all('lesson'))];
  await vi.waitFor(() => expect([first, second]).toEqual([[[]], [[]]]));
  expect(all).toHaveBeenCalledTimes(1);
});

test('a file that is here is ready only when the service worker answers for it', async () => {
  const servesFiles = new Cell(false);
  const { cartable, stores } = page(servesFiles);
  const picture = new Uint8Array([1, 2, 3]);
  const sha256 = await sha256Hex(picture);
  const file: FileRef = {
    sha256,
    chunksSha256: sha256,
    bytes: picture.length,
    type: 'image/webp',
    name: 'tortue.webp',
  };
  const step = { id: 's1', kind: 'look' as const, title: '', instruction: '', file, alt: '' };
  await stores.projections.put([{ doc: 'lesson/l1', kind: 'lesson', value: { ...LESSON, steps: [step] } }], 1);
  await stores.files.begin(file, [sha256]);
  await stores.files.putChunk(sha256, 0, picture);

  const heard = hear(cartable.files);
  const last = () => heard.at(-1)?.get(sha256);
  await vi.waitFor(() => expect(last()).toMatchObject({ bytesHere: 3, complete: false }));
  servesFiles.set(true);
  await vi.waitFor(() => expect(last()).toMatchObject({ bytesHere: 3, complete: true }));
});

test('an edit made before the engine is here waits for it', async () => {
  const { cartable, load } = page();
  const edit = vi.fn(async () => {});
  const edited = cartable.edit('work/a1/awa', 'awa', () => {});
  load({ edit });
  await edited;
  expect(edit).toHaveBeenCalledTimes(1);
});

test('who has joined is told to every screen before the one that asked goes on', async () => {
  const { cartable, stores, load } = page();
  const heard = hear(cartable.enrolment);
  load({
    async enrol() {
      await keepEnrolment(stores.device, TABLET);
      return ok(TABLET);
    },
  });
  await cartable.enrol('ABCD');
  expect(heard.at(-1)).toEqual(TABLET);
});

test('a rest that ended before the engine came never was', async () => {
  const { cartable, load } = page();
  const rest = vi.fn(() => () => {});
  cartable.rest()();
  load({ rest });
  await Promise.resolve();
  expect(rest).not.toHaveBeenCalled();
});

test('a rest goes on when the engine comes, and ends with the screen', async () => {
  const { cartable, load } = page();
  const workAgain = vi.fn();
  const end = cartable.rest();
  load({ rest: () => workAgain });
  await Promise.resolve();
  end();
  expect(workAgain).toHaveBeenCalledTimes(1);
});
