import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openAccountsDatabase } from '../../../src/server/accounts-database.ts';
import { AUDIT_KEPT_MS, AUDIT_PAGE, AuditTrail, SAME_WITHIN_MS } from '../../../src/server/privacy/audit-trail.ts';
import { HEAD } from '../../support/adults.ts';
import { SchoolNode } from '../../support/school-node.ts';
import { fillTwoClasses, teacherOf } from '../../support/two-classes.ts';

const DAY_MS = 24 * 60 * 60_000;

describe('the audit trail', () => {
  const database = openAccountsDatabase(':memory:');
  let now = 1_800_000_000_000;
  const trail = new AuditTrail(database, () => now);
  const look = (about: string) => trail.keep({ adult: HEAD, duty: 'export-pupils', about: [about] });
  const seen = () => trail.page().lines.map(({ about }) => about[0]);

  test('keeps who did what, when, about whom', () => {
    look('here-1');
    expect(trail.page()).toEqual({
      lines: [
        { id: 1, at: now, account: HEAD.account, name: '', role: 'head', duty: 'export-pupils', about: ['here-1'] },
      ],
      more: false,
    });
  });

  test('writes one line for a screen that asks again and again, and another one later', () => {
    look('here-1');
    now += SAME_WITHIN_MS;
    look('here-1');
    look('here-2');
    expect(seen()).toEqual(['here-2', 'here-1', 'here-1']);
  });

  test('is read page by page', () => {
    for (let n = 0; n < AUDIT_PAGE; n++) look(`pupil-${n}`);
    const { lines, more } = trail.page();
    expect([lines.length, more]).toEqual([AUDIT_PAGE, true]);
    expect(trail.page(lines.at(-1)!.id)).toMatchObject({ lines: [{}, {}, {}], more: false });
  });

  test('can be changed by nobody, nor shortened before six months', () => {
    expect(() => database.exec("UPDATE audit SET account = 'nobody'")).toThrow('written once');
    expect(() => database.exec('DELETE FROM audit')).toThrow('six months');
  });

  test('lets go of what is older than a year', () => {
    now += AUDIT_KEPT_MS - DAY_MS;
    look('next-year');
    trail.tidy();
    expect(trail.page().more).toBe(true);
    now += 2 * DAY_MS;
    trail.tidy();
    expect(seen()).toEqual(['next-year']);
  });
});

describe('the audit trail of a node', () => {
  let node: SchoolNode;
  let head: string;
  let teacher: string;
  beforeAll(async () => {
    node = await SchoolNode.start();
    await fillTwoClasses(node);
    head = node.adult('directrice', 'head');
    teacher = node.adult(teacherOf('here'), 'teacher', ['here']);
  }, 60_000);
  afterAll(() => node.close());

  const read = (authorization?: string, query = '') =>
    node.ask('GET', `/api/privacy/audit${query}`, { ...(authorization !== undefined && { authorization }) });

  test('is read by the head alone, who finds there what others did, by name and without a secret', async () => {
    await node.ask('GET', '/api/devices', { authorization: teacher });
    const { status, body } = await read(head);
    expect(status).toBe(200);
    expect(body.lines).toMatchObject([
      { account: 'directrice', role: 'head', duty: 'read-audit', about: [] },
      { account: teacherOf('here'), name: teacherOf('here'), role: 'teacher', duty: 'see-devices' },
    ]);
    expect(JSON.stringify(body)).not.toContain(teacher.slice('Session '.length));
    expect(JSON.stringify(body)).not.toContain(head.slice('Session '.length));
  });

  test('is closed to teachers and to strangers, and to what is no page', async () => {
    expect((await read(teacher)).body).toMatchObject({ refused: 'no-right' });
    expect((await read()).body).toMatchObject({ refused: 'unauthorised' });
    expect((await read(head, '?before=1%20OR%201')).body).toMatchObject({ refused: 'bad-message' });
  });
});
