import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkCode } from '../../src/classroom/picture-code.ts';
import { readClass, type SchoolClass } from '../../src/classroom/class-document.ts';
import { filesOf, readLesson } from '../../src/classroom/lesson.ts';
import { avatarOf } from '../../src/classroom/avatars.ts';
import { DEMONSTRATION_CODE } from '../../src/server/demonstration/school.ts';
import { LiveClient } from '../support/live-client.ts';
import { TestTrolley } from '../support/server.ts';
import { StrangerClient } from '../support/stranger-client.ts';

let trolley: TestTrolley;
let teacher: StrangerClient;

beforeAll(async () => {
  trolley = await TestTrolley.start();
  teacher = await StrangerClient.enrol(trolley.hub, trolley.codes.teacher.code);
  await teacher.pull();
}, 60_000);

afterAll(() => trolley.close());

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/api/ping`).then(
    () => true,
    () => false,
  );
const state = async (): Promise<unknown> => (await fetch(`${trolley.hub}/api/demonstration`)).json();

describe('the demonstration’s school reaches the hub by sync alone', () => {
  let shown: SchoolClass;
  beforeAll(() => {
    const value = readClass('990101', teacher.document('class/990101'));
    if (!value) throw new Error('the class is not there');
    shown = value;
  });

  test('with the class of the roster, its teacher and two groups of four', () => {
    expect(shown).toMatchObject({ name: 'CE2 A', level: 'CE2', teachers: [{ id: 'enseignant-1', name: 'Mme Clain' }] });
    expect(shown.pupils).toHaveLength(25);
    expect(shown.groups.map(({ pupils }) => pupils.length)).toEqual([4, 4]);
    expect(new Set(shown.groups.flatMap(({ pupils }) => pupils)).size).toBe(8);
    expect(shown.pupils.map(({ firstName }) => firstName)).toContain('Anaïs');
  });

  test('with one picture code for all', async () => {
    const [pupil] = shown.pupils;
    expect(pupil?.code && (await checkCode([...DEMONSTRATION_CODE], pupil.code))).toBe(true);
    expect(pupil?.code && (await checkCode(['sun', 'fish', 'moon'], pupil.code))).toBe(false);
  });

  test('with no two pupils alike', () => {
    expect(new Set(shown.pupils.map(({ animal, colour }) => `${animal} ${colour}`)).size).toBe(shown.pupils.length);
    const large = Array.from({ length: 128 }, (_, index) => Object.values(avatarOf(index)).join(' '));
    expect(new Set(large).size).toBe(128);
  });

  test('with a lesson of six steps, and each of its files', async () => {
    const lesson = readLesson('tortue-verte', teacher.document('lesson/tortue-verte'));
    expect(lesson?.steps.map(({ kind }) => kind)).toEqual(['read', 'look', 'listen', 'watch', 'exercise', 'write']);
    for (const ref of filesOf(lesson!)) expect((await teacher.download(ref)).byteLength).toBe(ref.bytes);
  });
});

describe('the demonstration’s panel', () => {
  test('cuts the Wi-Fi: the hub answers nobody but the panel, and sockets end', async () => {
    const client = await new LiveClient(trolley.hub).opened();
    expect(await state()).toEqual({ wifi: true, uplink: true });
    await trolley.cut({ wifi: false });
    expect(await client.closed).toBe(1006);
    expect(await answers(trolley.hub)).toBe(false);
    await expect(new LiveClient(trolley.hub).opened()).rejects.toThrow();
    expect(await state()).toEqual({ wifi: false, uplink: true });
    await trolley.cut({ wifi: true });
    expect(await answers(trolley.hub)).toBe(true);
  });

  test('cuts the uplink: the ENT’s own process stops answering', async () => {
    await trolley.cut({ uplink: false });
    expect(await state()).toEqual({ wifi: true, uplink: false });
    expect([await answers(trolley.ent), await answers(trolley.hub)]).toEqual([false, true]);
    await trolley.cut({ uplink: true });
    expect(await answers(trolley.ent)).toBe(true);
  });

  test.each([
    [
      'a page of another site',
      { origin: 'http://evil.example', 'content-type': 'application/json' },
      '{"wifi":false}',
      403,
    ],
    ['a form', { 'content-type': 'text/plain' }, '{"wifi":false}', 400],
    ['something else than a switch', { 'content-type': 'application/json' }, '{"wifi":"no"}', 400],
  ])('does not obey %s', async (_, headers, body, status) => {
    const response = await fetch(`${trolley.hub}/api/demonstration`, { method: 'POST', headers, body });
    expect(response.status).toBe(status);
    expect(await state()).toEqual({ wifi: true, uplink: true });
  });

  test('is not there on an ENT', async () => {
    expect((await fetch(`${trolley.ent}/api/demonstration`)).status).toBe(404);
  });
});
