import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Version } from '../../src/sync/facade.ts';
import { LookingBack } from '../../src/ui/teacher/history/looking-back.svelte.ts';

const versions: Version[] = [1, 2, 3, 4, 5].map((seq) => ({ seq, writers: [], added: 1, erased: 0 }));

/** A history that answers each look when the test says so. */
function slowHistory() {
  const asked: { seq: number; answer: () => void; fail: () => void }[] = [];
  const cartable = {
    history: async () => versions,
    look: (_: string, { seq }: Version) =>
      new Promise<Y.Doc>((resolve, reject) => {
        const doc = new Y.Doc();
        doc.getMap('is').set('seq', seq);
        asked.push({ seq, answer: () => resolve(doc), fail: () => reject(new Error('unreadable')) });
      }),
  };
  return { asked, back: new LookingBack(cartable, () => 'work/a/awa') };
}
const shown = (back: LookingBack) => back.earlier?.getMap('is').get('seq');
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('a slider that passes many versions has the first and the last of them read', async () => {
  const { asked, back } = slowHistory();
  await back.open();
  expect([back.index, back.earlier]).toEqual([4, undefined]);
  const moves = [3, 2, 1, 0].map((index) => back.move(index));
  await turn();
  expect(asked.map(({ seq }) => seq)).toEqual([1]);
  const more = [1, 2].map((index) => back.move(index));
  asked[0]!.answer();
  await turn();
  expect(shown(back)).toBe(1);
  expect(asked.map(({ seq }) => seq)).toEqual([1, 3]);
  asked[1]!.answer();
  await Promise.all([...moves, ...more]);
  expect([back.index, shown(back)]).toEqual([2, 3]);
});

test('what is read when the history is closed is not shown, nor said to have failed', async () => {
  for (const end of ['answer', 'fail'] as const) {
    const { asked, back } = slowHistory();
    await back.open();
    const move = back.move(0);
    await turn();
    back.close();
    asked[0]![end]();
    await move;
    expect([back.state, back.earlier]).toEqual(['closed', undefined]);
  }
});

test('nor when it is open again', async () => {
  const { asked, back } = slowHistory();
  await back.open();
  const move = back.move(0);
  await turn();
  back.close();
  await back.open();
  asked[0]!.answer();
  await move;
  expect([back.state, back.index, back.earlier]).toEqual(['open', 4, undefined]);
});

test('a version that cannot be read is said', async () => {
  const { asked, back } = slowHistory();
  await back.open();
  const move = back.move(1);
  await turn();
  asked[0]!.fail();
  await move;
  expect(back.state).toBe('failed');
  await back.open();
  expect(back.state).toBe('open');
});
