import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CLOSE } from '../../../src/protocol/close-codes.ts';
import { ACCOUNT_OF, RightsSchool } from '../../support/rights-school.ts';
import { CELLS, tableLetsRead } from '../../support/rights-table.ts';
import type { LiveClient } from '../../support/live-client.ts';
import type { StrangerClient } from '../../support/stranger-client.ts';
import { greet } from '../../support/sync-ways.ts';
import { forAll, pupilOf } from '../../support/two-classes.ts';

/* A right that is given or taken counts from that moment on, also on a socket that is open. */

let school: RightsSchool;

beforeAll(async () => {
  school = await RightsSchool.start();
}, 60_000);

afterAll(() => school.close());

/** A change that the head makes in the office. */
async function change(account: string, body: object): Promise<void> {
  const response = await fetch(`${school.process.url}/api/adults/${account}`, {
    method: 'POST',
    headers: { authorization: school.sessions.head, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
}

/** An open stream of this device, which has read all that it may. */
async function onStream(device: StrangerClient): Promise<LiveClient> {
  await device.pull();
  return (await greet(school.process.url, device)).live;
}

/** The documents that come down, up to the frame that brings this one. */
async function rowsUntil(live: LiveClient, doc: string): Promise<string[]> {
  for (const docs: string[] = []; ;) {
    const frame = await live.next();
    if (frame.t === 'sync') docs.push(...frame.response.rows.map((row) => row.doc));
    if (docs.includes(doc)) return docs.sort();
  }
}

const WORK = `work/${forAll('here')}/${pupilOf('here', 3)}`;
const OTHER_WORK = `work/${forAll('there')}/${pupilOf('there', 1)}`;
const writeWork = (word: string) =>
  school.hub.write(WORK, pupilOf('here', 3), (doc) => doc.getMap('answers').set('lire/q2', [word]));
const wordIn = (device: StrangerClient): unknown => device.document(WORK).getMap('answers').get('lire/q2');
/** The documents of which this device has something. */
const held = (device: StrangerClient): string[] =>
  [...device.documents].flatMap(([id, doc]) => (doc.store.clients.size > 0 ? [id] : [])).sort();
const readableBy = (role: 'teacher' | 'head'): string[] =>
  CELLS.flatMap((cell) => (tableLetsRead('teacher', role, cell) ? [cell.doc] : [])).sort();

/** A teacher of `here` of their own, with a laptop. */
function newTeacher(account: string): StrangerClient {
  school.process.adult(account, 'teacher', ['here']);
  return school.process.device({ role: 'teacher', classes: ['here'], account });
}

describe('an account that is closed', () => {
  test('takes its own laptop’s stream at once, gets nothing by any way, and goes on where it stood once it is opened', async () => {
    const laptop = newTeacher('remplacante');
    const live = await onStream(laptop);
    await writeWork('before');
    await rowsUntil(live, WORK);
    await change('remplacante', { disabled: true });
    expect(await live.closed).toBe(CLOSE.unauthorised);
    await writeWork('meanwhile');
    await expect(laptop.exchange()).rejects.toThrow('unauthorised');
    await expect(greet(school.process.url, laptop)).rejects.toThrow('unauthorised');
    const file = `${school.process.url}/api/files/${school.files.here.sha256}`;
    expect((await fetch(file, { headers: { authorization: laptop.authorization } })).status).toBe(401);

    await change('remplacante', { disabled: false });
    await laptop.pull();
    expect(wordIn(laptop)).toEqual(['meanwhile']);
  });

  test('leaves its laptop one thing to hear: that it is to erase itself', async () => {
    const laptop = newTeacher('perdue');
    await laptop.pull();
    await change('perdue', { disabled: true });
    const wiped = await fetch(`${school.process.url}/api/devices/${laptop.device}/wipe`, {
      ...{ method: 'POST', headers: { authorization: school.sessions.head } },
    });
    expect(wiped.status).toBe(200);
    await writeWork('secret');
    const mine = laptop.edit('lesson/mine', 'perdue', (doc) => doc.getMap('lesson').set('title', 'x'));
    const said = (await laptop.exchange([mine])) as { rows: unknown[]; results: unknown[]; dismissed?: boolean };
    expect(said).toMatchObject({ dismissed: true, rows: [], results: [{ s: 'denied', why: 'no-right' }] });
    expect(wordIn(laptop)).not.toEqual(['secret']);
  });

  test('ends the sessions in the office too', async () => {
    const session = school.process.adult('partant', 'head');
    const ask = () => fetch(`${school.process.url}/api/adults`, { headers: { authorization: session } });
    expect((await ask()).status).toBe(200);
    await change('partant', { disabled: true });
    expect((await ask()).status).toBe(401);
  });
});

describe('a role that becomes another', () => {
  test('of more: the older documents come, all of them', async () => {
    const laptop = newTeacher('promue');
    const live = await onStream(laptop);
    expect(held(laptop)).toEqual(readableBy('teacher'));
    await change('promue', { role: 'head' });
    expect(await live.closed).toBe(CLOSE.goingAway);
    await laptop.pull();
    expect(held(laptop)).toEqual(readableBy('head'));
    expect(laptop.document(OTHER_WORK).getMap('answers').toJSON()).toEqual({ 'lire/q1': ['a'] });
  });

  test('of less: no byte comes any more, on the stream or by asking, and nothing is taken', async () => {
    const laptop = newTeacher('partie');
    const live = await onStream(laptop);
    await change('partie', { role: 'parent' });
    expect(await live.closed).toBe(CLOSE.goingAway);
    const before = wordIn(laptop);
    await writeWork('secret');
    await laptop.pull();
    expect(wordIn(laptop)).toEqual(before);
    const { s } = await laptop.write('lesson/mine', 'partie', (doc) => doc.getMap('lesson').set('title', 'x'));
    expect(s).toBe('denied');
  });

  test('changes what the office lets them do with the very next request', async () => {
    const session = school.process.adult('polyvalente', 'erun');
    const ask = async (path: string) =>
      (await fetch(school.process.url + path, { headers: { authorization: session } })).status;
    expect([await ask('/api/devices'), await ask('/api/privacy/pupils')]).toEqual([200, 403]);
    await change('polyvalente', { role: 'parent' });
    expect([await ask('/api/devices'), await ask('/api/privacy/pupils')]).toEqual([403, 403]);
  });
});

test('a lesson that is handed out to a class comes down the open stream of its tablets, and no sooner', async () => {
  const tablet = school.device('tablet');
  const live = await onStream(tablet);
  const lesson = 'lesson/de-demain';
  const teacher = school.device('teacher', 'teacher');
  await teacher.pull();
  const by = ACCOUNT_OF.teacher;
  await teacher.write(lesson, by, (doc) => {
    for (const field of ['title', 'subject', 'level']) doc.getMap('lesson').set(field, 'x');
  });
  await writeWork('first');
  expect(await rowsUntil(live, WORK)).toEqual([WORK]);
  await teacher.write('assignment/de-demain', by, (doc) => {
    const fields = { class: 'here', lesson: 'de-demain', audience: { kind: 'class' }, by, handedOutAt: 0 };
    for (const [name, field] of Object.entries(fields)) doc.getMap('assignment').set(name, field);
  });
  expect(await rowsUntil(live, lesson)).toEqual(['assignment/de-demain', lesson]);
  live.socket.terminate();
});
