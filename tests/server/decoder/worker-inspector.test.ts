import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { Log } from '../../../src/base/log.ts';
import { WorkerInspector } from '../../../src/server/decoder/worker-inspector.ts';
import { MemoryLogStore } from '../../../src/storage/memory/memory-log-store.ts';

const DOC = 'work/a/pupil';

let store: MemoryLogStore;
let inspector: WorkerInspector;

beforeEach(() => {
  store = new MemoryLogStore();
  inspector = new WorkerInspector({ store, log: new Log(() => 0) });
});

afterEach(() => inspector.close());

/** A document and, for each edit, the update that it made. */
function edits(...texts: string[]): Uint8Array[] {
  const ydoc = new Y.Doc({ gc: false });
  const updates: Uint8Array[] = [];
  ydoc.on('update', (update: Uint8Array) => updates.push(update));
  for (const text of texts) ydoc.getText('page').insert(ydoc.getText('page').length, text);
  return updates;
}

const tasksOf = (updates: readonly Uint8Array[], doc = DOC) => updates.map((update) => ({ doc, update }));

async function append(update: Uint8Array): Promise<void> {
  await store.append([{ doc: DOC, update, author: 'pupil', device: 'tablet', authors: [] }]);
}

describe('[S10] updates are decoded in a worker', () => {
  test('that says what is good, what is new and who wrote it', async () => {
    const [first, second] = edits('Il était', ' une tortue');
    const answers = await inspector.inspect(tasksOf([first!, second!, first!]));
    expect(answers).toMatchObject([
      { verdict: 'good', news: true, clients: [expect.any(Number)] },
      { verdict: 'good', news: true },
      { verdict: 'good', news: false },
    ]);
  });

  test('that builds on what the log holds', async () => {
    const [first, second] = edits('Il était', ' une tortue');
    expect(await inspector.inspect(tasksOf([second!]))).toMatchObject([{ verdict: 'gap' }]);
    await append(first!);
    expect(await inspector.inspect(tasksOf([second!]))).toMatchObject([{ verdict: 'good' }]);
  });

  test('that takes up what came by another way once it is told so, and begins anew what was purged', async () => {
    const [first, second, third] = edits('Il', ' était', ' une');
    await append(first!);
    expect(await inspector.inspect(tasksOf([first!]))).toMatchObject([{ verdict: 'good', news: false }]);
    await append(second!);
    inspector.refresh([DOC]);
    expect(await inspector.inspect(tasksOf([third!]))).toMatchObject([{ verdict: 'good', news: true }]);
    await store.erase([DOC]);
    inspector.refresh([DOC]);
    expect(await inspector.inspect(tasksOf([second!]))).toMatchObject([{ verdict: 'gap' }]);
  });

  test('that forgets in its turn what is forgotten while it looks', async () => {
    const [first, second] = edits('Il', ' était');
    const looking = inspector.inspect(tasksOf([first!]));
    inspector.forget([DOC]);
    await looking;
    expect(await inspector.inspect(tasksOf([second!]))).toMatchObject([{ verdict: 'gap' }]);
  });

  test('that answers later for what follows a bad one, and forgets what it spoilt', async () => {
    const [first, second] = edits('a', 'b');
    const bad = new Uint8Array([1, 1, 200, 3]);
    const answers = await inspector.inspect(tasksOf([first!, bad, second!]));
    expect(answers.map(({ verdict }) => verdict)).toEqual(['good', 'bad', 'later']);
    await append(first!);
    expect(await inspector.inspect(tasksOf([second!]))).toMatchObject([{ verdict: 'good' }]);
  });

  test('that shows what an assignment would say, for the rights', async () => {
    const ydoc = new Y.Doc();
    const fields = { class: 'c', lesson: 'l', audience: { kind: 'class' }, by: 't', handedOutAt: 0 };
    for (const [name, value] of Object.entries(fields)) ydoc.getMap('assignment').set(name, value);
    const [answer] = await inspector.inspect([{ doc: 'assignment/a', update: Y.encodeStateAsUpdate(ydoc) }]);
    expect(answer).toMatchObject({ projection: { kind: 'assignment', value: { id: 'a', class: 'c', by: 't' } } });
  });
});

describe('[S10] a worker that never answers is ended', () => {
  const script = new URL('../../support/stubborn-decoder.ts', import.meta.url);

  test.each(['hangs', 'grows', 'exits'])(
    'where it %s: that update is refused, and those before and behind it are judged',
    async (how) => {
      const strict = new WorkerInspector({ store, log: new Log(() => 0), limitMs: 1_500, script });
      const [first, second] = edits('Il était', ' une tortue');
      const answers = await strict.inspect([
        { doc: DOC, update: first! },
        { doc: `work/${how}/pupil`, update: first! },
        { doc: DOC, update: second! },
      ]);
      await strict.close();
      expect(answers[1]).toEqual({ verdict: 'bad', why: 'too-slow' });
      expect(answers.map(({ verdict }) => verdict)).toEqual(['good', 'bad', 'good']);
    },
    30_000,
  );
});
