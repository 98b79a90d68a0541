import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADULT_ROLES, type AdultRole } from '../../../src/classroom/duties.ts';
import type { DeviceRole } from '../../../src/protocol/messages.ts';
import { RightsSchool } from '../../support/rights-school.ts';
import { type Cell, CELLS, DRAFT, tableLetsRead } from '../../support/rights-table.ts';
import { SchoolProcess } from '../../support/school-process.ts';
import type { StrangerClient } from '../../support/stranger-client.ts';
import { greet } from '../../support/sync-ways.ts';
import { lessonOf } from '../../support/two-classes.ts';

const FILES = ['here', 'there', 'draft', 'loose'] as const;
/** The lesson that names each file; no document names the last one. */
const LESSON_WITH: Readonly<Record<(typeof FILES)[number], string | undefined>> = {
  here: `lesson/${lessonOf('here')}`,
  there: `lesson/${lessonOf('there')}`,
  draft: `lesson/${DRAFT}`,
  loose: undefined,
};
const HOLDERS: readonly (readonly [DeviceRole, AdultRole | undefined])[] = [
  ['tablet', undefined],
  ['hub', undefined],
  ...ADULT_ROLES.map((role) => ['teacher', role] as const),
];

let school: RightsSchool;
let other: SchoolProcess;

beforeAll(async () => {
  [school, other] = await Promise.all([RightsSchool.start(), SchoolProcess.start()]);
}, 60_000);

afterAll(() => Promise.all([school.close(), other.close()]));

const ask = (path: string, authorization: string, init: RequestInit = {}, base = school.process.url) =>
  fetch(base + path, { ...init, headers: { authorization, ...init.headers } });

/** Every way to a file: whole, its size, a range, its manifest. */
async function statuses(sha256: string, authorization: string): Promise<number[]> {
  const answers = await Promise.all([
    ask(`/api/files/${sha256}`, authorization),
    ask(`/api/files/${sha256}`, authorization, { method: 'HEAD' }),
    ask(`/api/files/${sha256}`, authorization, { headers: { range: 'bytes=0-0' } }),
    ask(`/api/files/${sha256}/manifest`, authorization),
  ]);
  return answers.map(({ status }) => status);
}

describe('a file is read through a document that names it', () => {
  test.each(HOLDERS)('by a device of the kind %s (%s)', async (role, owner) => {
    const device = role === 'teacher' ? school.device(role, owner!) : school.device(role);
    const readable = (cell: Cell): boolean => tableLetsRead(role, owner ?? 'pupil', cell);
    const found: Record<string, number[]> = {};
    const expected: Record<string, number[]> = {};
    for (const name of FILES) {
      found[name] = await statuses(school.files[name].sha256, device.authorization);
      const cell = CELLS.find(({ doc }) => doc === LESSON_WITH[name]);
      expected[name] = cell && readable(cell) ? [200, 200, 206, 200] : [404, 404, 404, 404];
    }
    expect(found).toEqual(expected);
  });

  test('and by nobody who is signed in but on no device of the school', async () => {
    for (const session of Object.values(school.sessions)) {
      expect(await statuses(school.files.here.sha256, session)).toEqual([401, 401, 401, 401]);
    }
  });
});

/** What a device of the first school is told by the other one. */
async function atTheOther(device: StrangerClient): Promise<(number | string)[]> {
  const { authorization } = device;
  const sha256 = school.files.here.sha256;
  return [
    (await ask('/api/sync', authorization, { method: 'POST' }, other.url)).status,
    (await ask(`/api/files/${sha256}`, authorization, {}, other.url)).status,
    (await ask('/api/enrol', authorization, { method: 'DELETE' }, other.url)).status,
    await greet(other.url, device).then(
      () => 'welcome',
      (error: Error) => error.message,
    ),
  ];
}

describe('at another school', () => {
  test.each(HOLDERS)('a device of the kind %s (%s) is nobody, by each way', async (role, owner) => {
    const device = role === 'teacher' ? school.device(role, owner!) : school.device(role);
    expect(await atTheOther(device)).toEqual([401, 401, 401, 'refused: unauthorised']);
  });

  test.each(ADULT_ROLES)('a session of its %s opens nothing', async (role) => {
    for (const path of ['/api/adults/me', '/api/devices', '/api/adults', '/api/privacy/pupils']) {
      expect((await ask(path, school.sessions[role], {}, other.url)).status, path).toBe(401);
    }
  });
});
