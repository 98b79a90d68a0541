import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADULT_ROLES } from '../../../src/classroom/duties.ts';
import { may, type Role, ROLES } from '../../../src/classroom/permissions.ts';
import type { DeviceRole, PushResult } from '../../../src/protocol/messages.ts';
import { ACCOUNT_OF, RightsSchool } from '../../support/rights-school.ts';
import { CELLS, tableLetsRead, tableLetsWrite } from '../../support/rights-table.ts';
import type { StrangerClient } from '../../support/stranger-client.ts';
import { SYNC_WAYS, type SyncWay } from '../../support/sync-ways.ts';
import { forAll, pupilOf, teacherOf } from '../../support/two-classes.ts';

/** A device of each kind, and of a teacher's kind one for each adult. */
const HOLDERS = [
  ['tablet', 'pupil'],
  ['hub', 'school'],
  ...ADULT_ROLES.map((role) => ['teacher', role] as const),
] as const;

const NOTHING = new Uint8Array([0]);

let school: RightsSchool;
const devices = new Map<string, StrangerClient>();
const deviceOf = (device: DeviceRole, owner: Role): StrangerClient => devices.get(`${device} ${owner}`)!;

beforeAll(async () => {
  school = await RightsSchool.start();
  for (const [device, owner] of HOLDERS) {
    devices.set(`${device} ${owner}`, device === 'teacher' ? school.device(device, owner) : school.device(device));
  }
}, 60_000);

afterAll(() => school.close());

const say = (result: PushResult | undefined): string => (result && 'why' in result ? result.why : String(result?.s));
const named = (values: readonly (readonly [string, unknown])[]) => Object.fromEntries(values);

/** Pushes one edit for each cell in one request; what the node says to each. */
async function write(way: SyncWay, device: StrangerClient, author: string, mark: string) {
  const pushes = CELLS.map((cell) => school.push(cell, author, device, `${mark} ${cell.doc}`));
  const { results } = await way(school.process.url, device, { pushes, quiet: true });
  return named(CELLS.map(({ doc }, index) => [doc, say(results[index])]));
}

/** The documents that come down, in full. */
async function feed(way: SyncWay, device: StrangerClient): Promise<string[]> {
  const docs: string[] = [];
  let answer = await way(school.process.url, device, {});
  for (;;) {
    docs.push(...answer.rows.map(({ doc }) => doc));
    if (!answer.more) return [...new Set(docs)].sort();
    answer = await way(school.process.url, device, { cursor: answer.cursor });
  }
}

describe.each(SYNC_WAYS)('by %s', (wayName, way) => {
  describe.each(HOLDERS)('a device of the kind %s, whose own it is: %s', (device, owner) => {
    const readable = CELLS.filter((cell) => tableLetsRead(device, owner, cell)).map(({ doc }) => doc);

    test('[S12] gets what the table lets it read, and no byte of anything else', async () => {
      expect(await feed(way, deviceOf(device, owner))).toEqual([...readable].sort());
    });

    test('gets no more by asking for a document by its name', async () => {
      const wants = CELLS.map(({ doc }) => ({ doc, sv: NOTHING }));
      const { diffs } = await way(school.process.url, deviceOf(device, owner), { wants, quiet: true });
      expect(named(diffs.map(({ doc, update, authors }) => [doc, update !== null || authors.length > 0]))).toEqual(
        named(CELLS.map(({ doc }) => [doc, readable.includes(doc)])),
      );
    });

    test('is told no other name where it has to compare everything', async () => {
      const cursor = { epoch: 'of another log', seq: 1, tag: 'x' };
      const { reset } = await way(school.process.url, deviceOf(device, owner), { cursor });
      expect([...(reset ?? [])].sort()).toEqual([...readable].sort());
    });

    const authors = ROLES.filter((role) => device !== 'teacher' || role === owner);
    test.each(authors)('[S8] takes from it, written by %s, what the table lets them write', async (author) => {
      const mark = `${wayName} ${device} ${owner} ${author}`;
      const said = await write(way, deviceOf(device, owner), ACCOUNT_OF[author], mark);
      const allowed = (cell: (typeof CELLS)[number]) => tableLetsWrite(device, author, cell);
      expect(said).toEqual(named(CELLS.map((cell) => [cell.doc, allowed(cell) ? 'ok' : 'no-right'])));
      const kept = (await school.keptMarks()).filter((one) => one.startsWith(mark));
      expect(kept.sort()).toEqual(CELLS.flatMap((cell) => (allowed(cell) ? [`${mark} ${cell.doc}`] : [])).sort());
    });

    test('takes nothing in another’s name, nor in a name that nobody has', async () => {
      const strangers = ['nobody', ...(device === 'teacher' ? ROLES.filter((role) => role !== owner) : [])];
      for (const stranger of strangers) {
        const author = ACCOUNT_OF[stranger as Role] ?? stranger;
        const said = await write(way, deviceOf(device, owner), author, 'nobody');
        expect(new Set(Object.values(said)), stranger).toEqual(new Set(['no-right']));
      }
    });
  });

  test('[S9] only who may read a class’s works hears which of them were refused, and of whom', async () => {
    const doc = `work/${forAll('here')}/${pupilOf('here', 3)}`;
    const refused = { doc, author: pupilOf('here', 3), why: 'no-right', rows: 1, bytes: 9 };
    await way(school.process.url, deviceOf('tablet', 'pupil'), { held: [refused] });
    const heard: Record<string, boolean> = {};
    for (const [device, owner] of HOLDERS) {
      const { heldBelow = [] } = await way(school.process.url, deviceOf(device, owner), {});
      heard[`${device} ${owner}`] = heldBelow.some((held) => held.doc === doc);
    }
    const elsewhere = school.process.device({ role: 'teacher', classes: ['there'], account: teacherOf('there') });
    expect((await way(school.process.url, elsewhere, {})).heldBelow).toEqual([]);
    const expected = HOLDERS.map(([device, owner]): [string, boolean] => [
      `${device} ${owner}`,
      device === 'teacher' && may(owner, 'read', 'work', 'class'),
    ]);
    expect(heard).toEqual(named(expected));
  });

  test('a tablet takes nothing for another device, whoever writes', async () => {
    const tablet = deviceOf('tablet', 'pupil');
    const pushes = CELLS.map((cell) => school.push(cell, pupilOf('here', 1), school.hub, 'another device'));
    const { results } = await way(school.process.url, tablet, { pushes, quiet: true });
    expect(new Set(results.map(say))).toEqual(new Set(['not-this-device']));
  });
});
