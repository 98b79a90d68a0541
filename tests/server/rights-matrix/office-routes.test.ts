import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADULT_ROLES, type AdultRole, DUTIES_OF, type Duty } from '../../../src/classroom/duties.ts';
import { SchoolNode } from '../../support/school-node.ts';
import { fillTwoClasses, teacherOf } from '../../support/two-classes.ts';

/** Every route of the office and the duty that opens it, as `METHOD path`. */
const DUTY_OF: Readonly<Record<string, Duty>> = {
  'GET /api/adults': 'manage-adults',
  'POST /api/adults': 'manage-adults',
  'POST /api/adults/:account': 'manage-adults',
  'POST /api/adults/:account/reset': 'manage-adults',
  'GET /api/devices': 'see-devices',
  'POST /api/devices/codes': 'enrol-tablets',
  'POST /api/devices/:id/rename': 'manage-devices',
  'POST /api/devices/:id/revoke': 'manage-devices',
  'POST /api/devices/:id/wipe': 'manage-devices',
  'PUT /api/devices/:id/classes/:classId': 'manage-devices',
  'DELETE /api/devices/:id/classes/:classId': 'manage-devices',
  'GET /api/office/backups': 'back-up',
  'POST /api/office/backups': 'back-up',
  'GET /api/office/backups/:name': 'back-up',
  'GET /api/roster': 'import-roster',
  'POST /api/roster/drafts': 'import-roster',
  'POST /api/roster/drafts/:id/apply': 'import-roster',
  'POST /api/roster/imports/:id/undo': 'import-roster',
  'GET /api/privacy/audit': 'read-audit',
  'GET /api/privacy/erasures': 'erase-pupils',
  'POST /api/privacy/erasures': 'erase-pupils',
  'GET /api/privacy/erasures/:id': 'erase-pupils',
  'GET /api/privacy/erasures/:id/certificate': 'erase-pupils',
  'GET /api/privacy/pupils': 'export-pupils',
  'GET /api/privacy/export/pupil/:id': 'export-pupils',
  'GET /api/privacy/export/class/:id': 'export-pupils',
};

/** Open to whoever stands at the door. */
const OPEN = new Set([
  'GET /api/ping',
  'POST /api/enrol',
  'GET /api/adults/door',
  'POST /api/adults/sign-in',
  'POST /api/adults/set-up',
  'POST /api/adults/sign-out',
]);
/** For a device's own secret, which is no session. */
const OF_DEVICES = new Set([
  'POST /api/sync',
  'DELETE /api/enrol',
  'GET /api/files/:sha256',
  'GET /api/files/:sha256/manifest',
]);
/** For whoever is signed in, about themself. */
const OWN = new Set([
  'POST /api/adults/password',
  'GET /api/adults/me',
  'POST /api/adults/second-factor/begin',
  'POST /api/adults/second-factor/confirm',
  'POST /api/adults/second-factor/off',
]);
/** Not on a node like this one: a provider, a demonstration and a trolley's door are there by its settings (and tried with them). */
const ELSEWHERE = /^(GET|POST) \/api\/(adults\/provider|demonstration|office\/trolley)/;

const SOURCES = fileURLToPath(new URL('../../../src/server/', import.meta.url));
/** Every route that the server's own sources name. */
const ROUTES = globSync('**/*.ts', { cwd: SOURCES }).flatMap((file) =>
  [...readFileSync(SOURCES + file, 'utf8').matchAll(/\.(get|post|put|patch|delete)(?:<[^(]*>)?\(\s*'(\/[^']*)'/g)].map(
    ([, method, path]) => `${method!.toUpperCase()} ${path}`,
  ),
);
const GUARDED = ROUTES.filter((route) => !OPEN.has(route) && !OWN.has(route) && !ELSEWHERE.test(route));

let node: SchoolNode;
const sessions = new Map<AdultRole, string>();

beforeAll(async () => {
  node = await SchoolNode.start();
  await fillTwoClasses(node);
  for (const role of ADULT_ROLES) {
    const account = role === 'teacher' ? teacherOf('here') : `the-${role}`;
    sessions.set(role, node.adult(account, role, role === 'teacher' ? ['here'] : []));
  }
}, 60_000);

afterAll(() => node.close());

/** Asks with no body at all: who may not ask learns nothing of what it should be. */
async function ask(route: string, authorization?: string): Promise<string> {
  const [method, path] = route.split(' ') as [string, string];
  const response = await fetch(node.url + path.replaceAll(/:\w+/g, 'nobody'), {
    method,
    headers: authorization === undefined ? {} : { authorization },
  });
  const text = await response.text();
  const isRefusal = /"refused":"([\w-]+)"/.exec(text)?.[1];
  return isRefusal ?? (response.status === 401 ? 'unauthorised' : 'answered');
}

const isShut = (said: string): boolean => said === 'no-right' || said === 'unauthorised';

test('the routes are found: the walk below would be green without any', () => {
  expect(ROUTES).toEqual(expect.arrayContaining(Object.keys(DUTY_OF)));
  expect(ROUTES).toEqual(expect.arrayContaining([...OPEN, ...OWN, ...OF_DEVICES]));
});

describe.each(ADULT_ROLES)('the office lets in as its duties say: %s', (role) => {
  test.each(Object.entries(DUTY_OF))('%s (%s)', async (route, duty) => {
    const said = await ask(route, sessions.get(role));
    // A teacher learns of other classes not even whether they are.
    const isElsewhere = role === 'teacher' && duty === 'export-pupils' && route.includes(':id');
    if (DUTIES_OF[role].includes(duty) && !isElsewhere) expect(isShut(said), said).toBe(false);
    else expect(said).toBe('no-right');
  });
});

describe('no route, known here or added later,', () => {
  test.each(GUARDED)(
    '%s is open to nobody in particular, to a forged or a device’s secret, or to who has no duty',
    async (route) => {
      const forged = `Session ${'A'.repeat(43)}`;
      const tablet = node.device({ role: 'tablet', classes: ['here'] });
      for (const authorization of [undefined, forged, 'Session ', 'Session a b', 'Basic eDp5']) {
        expect(await ask(route, authorization), authorization).toBe('unauthorised');
      }
      if (OF_DEVICES.has(route)) return;
      expect(await ask(route, tablet.authorization)).toBe('unauthorised');
      expect(await ask(route, sessions.get('parent'))).toBe('no-right');
    },
  );

  test.each([...OWN])('%s asks who it is', async (route) => {
    expect(await ask(route)).toBe('unauthorised');
  });
});

test('who still has a password that somebody else made opens nothing, whatever the role', async () => {
  const session = node.adult('nouvelle', 'head');
  node.database.prepare("UPDATE adults SET password_ends = ? WHERE account = 'nouvelle'").run(Date.now() + 60_000);
  for (const route of Object.keys(DUTY_OF)) expect(await ask(route, session), route).toBe('no-right');
});

describe('a duty ends where the table of devices ends', () => {
  const wish = { role: 'tablet', number: 3, classes: ['here'], account: '' };
  const cases: readonly (readonly [AdultRole, string, object, string])[] = [
    ['teacher', 'a tablet of their class', wish, 'code'],
    ['teacher', 'a tablet of another class', { ...wish, classes: ['here', 'there'] }, 'no-right'],
    ['teacher', 'their own computer', { ...wish, role: 'teacher', account: teacherOf('here') }, 'code'],
    ['teacher', 'another’s computer', { ...wish, role: 'teacher', account: teacherOf('there') }, 'no-right'],
    ['teacher', 'a trolley', { ...wish, role: 'hub' }, 'no-right'],
    ['erun', 'a trolley', { ...wish, role: 'hub' }, 'code'],
    [
      'erun',
      'a computer that speaks in the head’s name',
      { ...wish, role: 'teacher', account: 'the-head' },
      'no-right',
    ],
    ['head', 'a teacher’s computer', { ...wish, role: 'teacher', account: teacherOf('there') }, 'code'],
    [
      'head',
      'a computer that speaks in the school’s name',
      { ...wish, role: 'teacher', account: 'school' },
      'no-right',
    ],
    ['head', 'a computer of nobody', { ...wish, role: 'teacher' }, 'no-right'],
  ];
  test.each(cases)('%s makes a code for %s', async (role, _, body, expected) => {
    const answer = await node.ask('POST', '/api/devices/codes', { authorization: sessions.get(role)!, body });
    expect('code' in answer.body ? 'code' : answer.body.refused).toBe(expected);
  });
});
