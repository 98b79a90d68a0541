import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { classDocument } from '../../../src/classroom/document-id.ts';
import { writeClass } from '../../../src/classroom/class-document.ts';
import type { Certificate, ErasureList } from '../../../src/protocol/office/privacy.ts';
import { Accounts } from '../../../src/server/accounts.ts';
import { RealTablet } from '../../support/real-tablet.ts';
import { SchoolNode } from '../../support/school-node.ts';
import { fillTwoClasses, forAll, forGroup, groupOf, pupilOf, teacherOf } from '../../support/two-classes.ts';
import { until } from '../../support/until.ts';

const LOST = pupilOf('here', 1);
const MATE = pupilOf('here', 2);
const workOf = (pupil: string): string => `work/${forAll('here')}/${pupil}`;
const GROUP_WORK = `work/${forGroup('here')}/${groupOf('here')}`;
/** What the child wrote, and nobody else. */
const SECRET = 'ma-tortue-s-appelle-Zouzou';
const NAME = 'Prénom-effacé';

let ent: SchoolNode;
let hub: SchoolNode;
let tablet: RealTablet;
let away: RealTablet;
let head: string;
let id: string;

const join2 = (node: SchoolNode, number: number): RealTablet => {
  const grant = { role: 'tablet' as const, number, classes: ['here'], account: '' };
  return new RealTablet(node.url, new Accounts(node.database).add(grant, Date.now() - 1_000));
};
const has = async (node: SchoolNode, doc: string) => (await node.store.documentIds()).includes(doc);
const bytesOf = async (node: SchoolNode): Promise<string> => {
  const files = ['cartable.sqlite', 'cartable.sqlite-wal', 'accounts.sqlite', 'accounts.sqlite-wal'];
  const read = await Promise.all(files.map((file) => readFile(join(node.dataDir, file)).catch(() => Buffer.alloc(0))));
  return Buffer.concat(read).toString('latin1');
};
const latin = (text: string): string => Buffer.from(text).toString('latin1');
const inLog = async (log: { rowsBetween: RealTablet['log']['rowsBetween'] }, text: string): Promise<boolean> =>
  (await log.rowsBetween(0, 9_999)).some(({ update }) => Buffer.from(update).includes(text));
const certificate = async (node: SchoolNode, authorization: string): Promise<Certificate> =>
  (await node.ask('GET', `/api/privacy/erasures/${id}`, { authorization })).body as unknown as Certificate;

beforeAll(async () => {
  ent = await SchoolNode.start();
  head = ent.adult('directrice', 'head');
  const { hub: filler } = await fillTwoClasses(ent);
  await filler.write(classDocument('here'), 'school', (doc) => {
    const pupils = doc.getMap('pupils').toJSON() as Record<string, { id: string; firstName: string }>;
    const named = { ...pupils[LOST]!, firstName: NAME } as Parameters<typeof writeClass>[1]['pupils'][number];
    writeClass(doc, { name: 'CE2 here', level: 'CE2', pupils: [named], groups: [], teachers: [] });
  });
  hub = await ent.hub(['here', 'there']);
  await until(() => has(hub, `assignment/${forGroup('here')}`));
  tablet = join2(hub, 1);
  away = join2(hub, 2);
  for (const one of [tablet, away]) {
    await one.leader.projector.catchUp();
    await one.leader.erasing.start();
    await one.contact();
  }
  await tablet.write(workOf(LOST), LOST, SECRET);
  await tablet.write(workOf(MATE), MATE, 'une autre');
  await tablet.write(GROUP_WORK, LOST, 'à deux');
  await tablet.contact();
  await away.contact();
  await until(() => has(ent, workOf(LOST)));
  // Written where there is no network: on its way when the child is erased.
  await away.write(workOf(LOST), LOST, `${SECRET}-encore`);
}, 60_000);

afterAll(async () => {
  await hub.close();
  await ent.close();
});

describe('erasing a pupil', () => {
  test('wants the duty, a pupil who exists, and the name written by hand', async () => {
    const ask = (authorization: string, pupil: string, confirm: string) =>
      ent.ask('POST', '/api/privacy/erasures', { authorization, body: { pupil, confirm } });
    const teacher = ent.adult(teacherOf('here'), 'teacher', ['here']);
    expect((await ask(teacher, LOST, `${NAME} Hoarau`)).body).toMatchObject({ refused: 'no-right' });
    expect((await ask(head, LOST, 'Élève 2 Hoarau')).body).toMatchObject({ refused: 'bad-message' });
    expect((await ask(head, 'nobody', 'nobody')).body).toMatchObject({ refused: 'not-found' });
    expect((await ask(head, '../../etc', 'x')).body).toMatchObject({ refused: 'bad-message' });
    expect(await has(ent, workOf(LOST))).toBe(true);
  });

  test('takes their works out of the node at once, and their name out of the list and its history', async () => {
    expect(await bytesOf(ent)).toContain(latin(NAME));
    const { status, body } = await ent.ask('POST', '/api/privacy/erasures', {
      authorization: head,
      body: { pupil: LOST, confirm: ` ${NAME.toLowerCase()}  hoarau` },
    });
    expect(status).toBe(200);
    id = body.id as string;
    expect(await has(ent, workOf(LOST))).toBe(false);
    expect(await has(ent, workOf(MATE))).toBe(true);
    expect(await ent.store.archivedRowsOf(classDocument('here'))).toEqual([]);
    expect(await inLog(ent.store, NAME)).toBe(false);
  });

  test('leaves nothing of it in the files of the disk', async () => {
    const bytes = await bytesOf(ent);
    expect(bytes).not.toContain(latin(SECRET));
    expect(bytes).not.toContain(latin(NAME));
  });

  test('reaches the hub by itself, and a tablet at its next contact', async () => {
    await until(async () => !(await has(hub, workOf(LOST))) && !(await inLog(hub.store, NAME)));
    expect(await inLog(tablet.log, NAME)).toBe(true);
    await tablet.contact();
    expect(await tablet.log.documentIds()).not.toContain(workOf(LOST));
    expect(await inLog(tablet.log, NAME)).toBe(false);
    expect(await inLog(tablet.log, SECRET)).toBe(false);
    const classes = await tablet.projections.all('class');
    expect(classes.find((one) => one.id === 'here')!.pupils.map((pupil) => pupil.id)).toEqual([
      MATE,
      pupilOf('here', 3),
    ]);
    expect((await tablet.projections.all('work')).map(({ owner }) => owner).sort()).toEqual([MATE, groupOf('here')]);
  });

  test('keeps what others wrote with them: the name is gone, the text stays', async () => {
    expect(await has(ent, GROUP_WORK)).toBe(true);
    expect(await inLog(tablet.log, 'à deux')).toBe(true);
  });

  test('tells the certificate who has done it and who is awaited', async () => {
    await until(async () => (await certificate(ent, head)).devices.some(({ name }) => name.includes('n° 1')));
    await until(async () => (await certificate(ent, head)).done === 2);
    expect(await certificate(ent, head)).toMatchObject({
      pupil: LOST,
      why: 'asked',
      by: 'directrice',
      classes: ['CE2 here'],
      whole: true,
      above: 'none',
      taken: { documents: 1, rows: 1, files: 0 },
      done: 2,
      awaited: 2,
    });
    const { devices } = await certificate(ent, head);
    // The filler of this test is a hub too, and never came back.
    expect(devices.map(({ name, state }) => `${name} ${state}`).sort()).toEqual([
      'hub awaited',
      'hub done',
      'hub › n° 1 done',
      'hub › n° 2 awaited',
    ]);
  });

  test('[S9] a tablet that comes back with edits for an erased work hears « gone » and drops them', async () => {
    expect(await inLog(away.log, `${SECRET}-encore`)).toBe(true);
    await away.contact();
    expect(await inLog(away.log, SECRET)).toBe(false);
    expect(await inLog(away.log, NAME)).toBe(false);
    expect(await away.log.held()).toEqual([]);
    expect((await away.log.pendingCount()).rows).toBe(0);
    expect(await has(hub, workOf(LOST))).toBe(false);
    await until(async () => (await certificate(ent, head)).done === 3);
  });

  test('is never brought back: what a stranger sends for it is gone', async () => {
    const client = hub.device({ role: 'tablet', classes: ['here'] });
    await client.pull();
    const result = await client.write(workOf(LOST), LOST, (doc) => doc.getMap('answers').set('lire/q1', ['again']));
    expect(result).toEqual({ s: 'gone' });
    expect(await has(hub, workOf(LOST))).toBe(false);
  });

  test('a teacher can neither order an erasure nor take one back by writing the list', async () => {
    const laptop = ent.device({ role: 'teacher', classes: ['here'], account: teacherOf('here') });
    await laptop.pull();
    const back = await laptop.write(classDocument('here'), teacherOf('here'), (doc) =>
      doc.getMap('erased').delete(LOST),
    );
    expect(back).toMatchObject({ s: 'denied', why: 'no-right' });
    const order = await laptop.write(classDocument('here'), teacherOf('here'), (doc) =>
      doc.getMap('erased').set(MATE, { id: MATE, erasure: 'mine' }),
    );
    expect(order).toMatchObject({ s: 'denied' });
    expect(await has(ent, workOf(MATE))).toBe(true);
  });

  test('is known on the hub too, which says that the ENT has the order', async () => {
    const onHub = hub.adult('direction', 'head');
    const { body } = await hub.ask('GET', '/api/privacy/erasures', { authorization: onHub });
    expect((body as unknown as ErasureList).erasures).toMatchObject([
      { id, pupil: LOST, why: 'elsewhere', by: '', above: 'ordered', whole: true },
    ]);
  });

  test('reaches the ENT also when it is ordered on the hub', async () => {
    const onHub = hub.adult('direction2', 'head');
    const pupil = pupilOf('there', 3);
    const work = `work/${forAll('there')}/${pupil}`;
    await hub.device({ role: 'hub', classes: ['there'] }).write(work, pupil, (doc) => {
      doc.getMap('answers').set('lire/q1', [SECRET]);
    });
    await until(() => has(ent, work));
    const body = { pupil, confirm: 'Élève 3 Hoarau' };
    expect((await hub.ask('POST', '/api/privacy/erasures', { authorization: onHub, body })).status).toBe(200);
    expect(await has(hub, work)).toBe(false);
    await until(async () => !(await has(ent, work)));
    const list = async () =>
      (await hub.ask('GET', '/api/privacy/erasures', { authorization: onHub })).body as unknown as ErasureList;
    await until(async () => (await list()).erasures.every(({ above, whole }) => above === 'ordered' && whole));
    expect(await bytesOf(ent)).not.toContain(latin(SECRET));
  });

  test('prints a certificate as a page without script', async () => {
    const response = await fetch(`${ent.url}/api/privacy/erasures/${id}/certificate`, {
      headers: { authorization: head },
    });
    const html = await response.text();
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(html).toContain('Certificat d’effacement');
    expect(html).toContain('hub › n° 2');
    expect(html).not.toMatch(/<script|\son\w+=/i);
    expect(html).not.toContain(NAME);
  });

  test('is listed, and kept in the audit trail under the pupil’s id', async () => {
    const { body } = await ent.ask('GET', '/api/privacy/erasures', { authorization: head });
    expect((body as unknown as ErasureList).erasures).toContainEqual(
      expect.objectContaining({ id, pupil: LOST, done: 3, awaited: 1 }),
    );
    const { body: audit } = await ent.ask('GET', '/api/privacy/audit', { authorization: head });
    expect(audit.lines).toContainEqual(expect.objectContaining({ duty: 'erase-pupils', about: [LOST] }));
  });
});
