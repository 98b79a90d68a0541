import * as Y from 'yjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { assignmentDocument, classDocument, lessonDocument } from '../../src/classroom/document-id.ts';
import { writeAssignment } from '../../src/classroom/assignment.ts';
import {
  CLASS,
  fillSchool,
  GROUP_WORK,
  laptop,
  LESSON,
  tablet,
  TEACHER,
  textIn,
  workOf,
  write,
} from '../support/sample-school.ts';
import { MemoryLogStore } from '../../src/storage/memory/memory-log-store.ts';
import type { Principal } from '../../src/sync/access.ts';
import { Device, TestNode, until } from '../support/town.ts';

let hub: TestNode;
let one: Device;
let two: Device;

beforeEach(async () => {
  hub = await TestNode.open('hub');
  await fillSchool(hub);
  one = tablet('tablet-1', () => hub);
  two = tablet('tablet-2', () => hub);
});

describe('catching up by request', () => {
  it('brings a new tablet the class, the lesson and what is handed out', async () => {
    await one.syncOnce();
    expect(await one.log.documentIds()).toEqual([
      'assignment/a1',
      'assignment/a2',
      classDocument(CLASS),
      lessonDocument(LESSON),
    ]);
  });

  it('[S2] shows ✓ before and ✓✓ after the hub has stored the edit', async () => {
    await one.syncOnce();
    await write(one, workOf('awa'), 'awa', 'Elle nage.');
    expect(await one.log.levels([workOf('awa')])).toEqual([1]);
    await one.syncOnce();
    expect(await one.log.levels([workOf('awa')])).toEqual([2]);
    expect(await textIn(hub, workOf('awa'))).toContain('Elle nage.');
  });

  it('lets two tablets that wrote apart hold the same page', async () => {
    for (const device of [one, two]) await device.syncOnce();
    await write(one, GROUP_WORK, 'awa', 'Un.');
    await write(two, GROUP_WORK, 'ben', 'Deux.');
    for (const device of [one, two, one]) await device.syncOnce();
    expect(await textIn(one, GROUP_WORK)).toContain('Un.');
    expect(await textIn(one, GROUP_WORK)).toContain('Deux.');
    expect(await textIn(one, GROUP_WORK)).toBe(await textIn(two, GROUP_WORK));
  });

  it('sends nothing twice: an answer that got lost costs one more request and no row', async () => {
    await one.syncOnce();
    await write(one, workOf('awa'), 'awa', 'Elle nage.');
    const before = (await hub.log.head()).seq;
    const down = one.wire.down.bind(one.wire);
    one.wire.down = () => {
      one.wire.down = down;
      throw new Error('lost');
    };
    await expect(one.syncOnce()).rejects.toThrow('lost');
    await one.syncOnce();
    expect((await hub.log.head()).seq).toBe(before + 1);
    expect(await one.log.levels([workOf('awa')])).toEqual([2]);
  });

  it('takes one round trip for all that was written apart', async () => {
    await one.syncOnce();
    for (const line of ['Un.', 'Deux.', 'Trois.']) await write(one, workOf('awa'), 'awa', line);
    await write(one, workOf('chloe'), 'chloe', 'Quatre.');
    one.wire.requests = 0;
    await one.syncOnce();
    expect(one.wire.requests).toBe(1);
  });

  it('[S12] sends a lesson whole once it is handed out, though its rows are older than the cursor', async () => {
    const fresh = await TestNode.open('hub');
    const late = tablet('tablet-3', () => fresh);
    const teacher = laptop(() => fresh);
    await fillSchool(fresh);
    await teacher.syncOnce();
    await teacher.documents.edit(lessonDocument('autre'), TEACHER, (doc) => {
      doc.getMap('lesson').set('title', 'Autre');
    });
    await teacher.syncOnce();
    await late.syncOnce();
    expect(await late.log.documentIds()).not.toContain('lesson/autre');
    await teacher.documents.edit(assignmentDocument('a9'), TEACHER, (doc) =>
      writeAssignment(doc, {
        class: CLASS,
        lesson: 'autre',
        audience: { kind: 'class' },
        by: TEACHER,
        handedOutAt: 0,
        closed: false,
      }),
    );
    await teacher.syncOnce();
    await late.syncOnce();
    expect(await late.log.documentIds()).toContain('lesson/autre');
  });
});

describe('a hub that starts again', () => {
  it('feeds what it had stored, though nothing is left to project', async () => {
    await one.syncOnce();
    await write(one, workOf('awa'), 'awa', 'Elle nage.');
    await one.syncOnce();
    await hub.restart(undefined);
    await two.syncOnce();
    expect(await textIn(two, workOf('awa'))).toContain('Elle nage.');
  });
});

describe('refusals', () => {
  it('[S8] refuses a pupil who writes in another’s work, keeps the edit and shows it', async () => {
    await one.syncOnce();
    await write(one, workOf('awa'), 'ben', 'Je triche.');
    await write(one, workOf('ben'), 'ben', 'Je travaille.');
    await one.syncOnce();
    expect(await textIn(hub, workOf('awa'))).toBe('');
    expect(await textIn(hub, workOf('ben'))).toContain('Je travaille.');
    expect((await one.log.held()).map(({ row, reason }) => [row.doc, reason])).toEqual([[workOf('awa'), 'no-right']]);
    expect(await one.log.levels([workOf('awa')])).toEqual([1]);
  });

  it('[S9] one update that is not Yjs never fails its batch', async () => {
    await one.syncOnce();
    await one.log.append([
      { doc: workOf('awa'), update: Uint8Array.of(9, 9, 9), author: 'awa', device: 'tablet-1', authors: [] },
    ]);
    await write(one, workOf('ben'), 'ben', 'Je travaille.');
    await one.syncOnce();
    expect(await textIn(hub, workOf('ben'))).toContain('Je travaille.');
    expect((await one.log.held()).map(({ reason }) => reason)).toEqual(['not-an-update']);
  });

  it('keeps a work whose assignment the hub does not know yet, and sends it once it does', async () => {
    await one.syncOnce();
    await write(one, 'work/unknown/awa', 'awa', 'Trop tôt.');
    await write(one, workOf('awa'), 'awa', 'À temps.');
    await one.syncOnce();
    expect((await one.log.pendingCount()).rows).toBe(1);
    expect(await textIn(hub, workOf('awa'))).toContain('À temps.');
    expect(await one.log.held()).toEqual([]);
  });

  it('[S9] an activity for a class that a restored hub has not got yet waits, and is there once the class is', async () => {
    const teacher = laptop(() => hub);
    await teacher.syncOnce();
    const classToo = hub.log.image();
    await hub.restart(new MemoryLogStore().image());
    await teacher.documents.edit(assignmentDocument('a3'), TEACHER, (doc) =>
      writeAssignment(doc, {
        class: CLASS,
        lesson: LESSON,
        audience: { kind: 'class' },
        by: TEACHER,
        handedOutAt: 0,
        closed: false,
      }),
    );
    await teacher.syncOnce();
    expect(await teacher.log.held()).toEqual([]);
    expect((await teacher.log.pendingCount()).rows).toBe(1);
    await hub.restart(classToo);
    await teacher.syncOnce();
    expect(await hub.log.documentIds()).toContain(assignmentDocument('a3'));
  });

  it('[S8] refuses a tablet that hands out, though it says it is the teacher', async () => {
    await one.syncOnce();
    await one.documents.edit(assignmentDocument('forged'), TEACHER, (doc) =>
      writeAssignment(doc, {
        class: CLASS,
        lesson: LESSON,
        audience: { kind: 'class' },
        by: TEACHER,
        handedOutAt: 0,
        closed: false,
      }),
    );
    await one.syncOnce();
    expect(await hub.log.documentIds()).not.toContain('assignment/forged');
  });

  it('[S11] answers a gap with a state vector, and the tablet fills it', async () => {
    await one.syncOnce();
    await write(one, workOf('awa'), 'awa', 'Début.');
    // The first row counts as sent though it never was, as after a lost disk page.
    const [row] = await one.log.pending(1);
    await one.log.confirm(workOf('awa'), row!.seq, 1);
    const opened = await one.documents.open(workOf('awa'), 'awa');
    const page = opened.doc.getXmlFragment('page:ecrire');
    page.insert(1, [new Y.XmlElement('paragraph')]);
    await opened.flush();
    await opened.close();
    await one.syncOnce();
    expect(await textIn(hub, workOf('awa'))).toBe(await textIn(one, workOf('awa')));
    expect((await one.log.pendingCount()).rows).toBe(0);
  });
});

describe('[S4] a hub that was reset or restored', () => {
  it('gets back what it lost, from the tablets, which lose nothing', async () => {
    for (const device of [one, two]) await device.syncOnce();
    const yesterday = hub.log.image();
    await write(one, workOf('awa'), 'awa', 'Aujourd’hui.');
    await write(two, GROUP_WORK, 'ben', 'Nous aussi.');
    for (const device of [one, two, one]) await device.syncOnce();
    await hub.restart(yesterday);
    // The log grows past the old position with other rows: only the tag tells.
    for (const line of ['a', 'b', 'c', 'd']) await write(two, workOf('elsa'), 'elsa', line);
    for (const device of [two, one, two]) await device.syncOnce();
    expect(await textIn(hub, workOf('awa'))).toContain('Aujourd’hui.');
    expect(await textIn(hub, GROUP_WORK)).toContain('Nous aussi.');
    expect(await one.log.levels([workOf('awa'), GROUP_WORK])).toEqual([2, 2]);
  });

  it('believes nothing of it until all is compared, also when that is interrupted', async () => {
    await one.syncOnce();
    const empty = hub.log.image();
    await write(one, workOf('awa'), 'awa', 'Gardé.');
    await one.syncOnce();
    await hub.restart(empty);
    await write(one, workOf('ben'), 'ben', 'Après.');
    const up = one.wire.up.bind(one.wire);
    let calls = 0;
    one.wire.up = (request) => {
      calls += 1;
      if (calls === 2) one.wire.cut = true;
      return up(request);
    };
    await expect(one.syncOnce()).rejects.toThrow('unreachable');
    expect(await one.log.levels([workOf('awa')])).toEqual([1]);
    one.wire.cut = false;
    await one.syncOnce();
    expect(await textIn(hub, workOf('awa'))).toContain('Gardé.');
    expect(await one.log.levels([workOf('awa'), workOf('ben')])).toEqual([2, 2]);
  });
});

describe('the stream', () => {
  it('brings an edit to the other tablet without being asked, and comes back after a cut', async () => {
    await Promise.all([one.leader.start(), two.leader.start()]);
    await until(
      [one, two],
      () => one.leader.connection.state.value === 'live' && two.leader.connection.state.value === 'live',
    );
    await write(one, GROUP_WORK, 'awa', 'En direct.');
    await until([one, two], async () => (await textIn(two, GROUP_WORK)).includes('En direct.'));
    one.wire.drop();
    await write(one, GROUP_WORK, 'awa', 'Au loin.');
    await until([one, two], () => one.leader.connection.state.value === 'away');
    one.wire.cut = false;
    await until([one, two], async () => (await textIn(two, GROUP_WORK)).includes('Au loin.'));
    await until([one, two], async () => (await one.log.levels([GROUP_WORK]))[0] === 2);
    await Promise.all([one.leader.stop(), two.leader.stop()]);
  });
});

describe('the outbox', () => {
  it('keeps every edit apart from those that came between, so that none is left out (found by a schedule)', async () => {
    for (const device of [one, two]) await device.syncOnce();
    await write(one, GROUP_WORK, 'awa', 'Un.');
    await write(two, GROUP_WORK, 'ben', 'Deux.');
    await two.syncOnce();
    // The first edit cannot go up yet, but what the other tablet wrote comes down between it and the next.
    const pending = one.log.pending.bind(one.log);
    one.log.pending = async () => [];
    await one.syncOnce();
    one.log.pending = pending;
    await one.documents.edit(GROUP_WORK, 'awa', (doc) => {
      const page = doc.getXmlFragment('page:ecrire');
      const after = page.toArray().findIndex((paragraph) => paragraph.toString().includes('Deux.'));
      page.insert(after + 1, [new Y.XmlElement('trois')]);
    });
    await one.syncOnce();
    expect(await textIn(hub, GROUP_WORK)).toBe(await textIn(one, GROUP_WORK));
    expect(await textIn(hub, GROUP_WORK)).toContain('<trois>');
  });
});

describe('[S12] classes given and taken', () => {
  const other = 'cm1b';
  const serving = (classes: string[], more: Partial<Principal> = {}): Principal => ({
    ...one.principal,
    classes,
    ...more,
  });

  beforeEach(async () => {
    await fillSchool(hub);
    for (const device of [one, two]) await device.syncOnce();
    await write(two, workOf('awa'), 'awa', 'Elle nage.');
    await two.syncOnce();
  });

  it('a class given later brings its older documents whole, though the cursor is past them', async () => {
    const late = new Device(serving([other], { device: 'tablet-9' }), () => hub);
    await late.syncOnce();
    expect(await late.log.documentIds()).toEqual([]);
    late.principal = serving([other, CLASS], {
      device: 'tablet-9',
      granted: new Map([[CLASS, (await hub.log.head()).seq + 1]]),
    });
    await write(two, workOf('ben'), 'ben', 'Et moi.');
    await two.syncOnce();
    await late.syncOnce();
    expect(await textIn(late, workOf('awa'))).toContain('Elle nage.');
    expect(await textIn(late, workOf('ben'))).toContain('Et moi.');
  });

  it('a class taken hides nothing that is still owed: the outbox drains first, then all of it leaves', async () => {
    await one.syncOnce();
    await write(one, workOf('chloe'), 'chloe', 'Au dernier moment.');
    one.principal = serving([other], { revoked: new Set([CLASS]) });
    const purged: string[] = [];
    one.leader.exchange.purged.subscribe((docs) => purged.push(...docs));
    await one.syncOnce();
    expect(await textIn(hub, workOf('chloe'))).toContain('Au dernier moment.');
    expect(await one.log.documentIds()).toEqual([]);
    expect(purged).toContain(workOf('awa'));
  });

  it('a class that is given back stays, with what was named as taken before it ever came', async () => {
    await one.syncOnce();
    await write(two, workOf('ben'), 'ben', 'Entre-temps.');
    await two.syncOnce();
    one.principal = serving([other], { revoked: new Set([CLASS]) });
    await one.syncOnce();
    expect(await one.log.documentIds()).toEqual([]);
    const position = (await hub.log.head()).seq + 1;
    one.principal = serving([other, CLASS], { granted: new Map([[CLASS, position]]) });
    for (const text of ['Et encore.', 'Puis rien.']) {
      await write(two, workOf('awa'), 'awa', text);
      await two.syncOnce();
      await one.syncOnce();
    }
    expect(await textIn(one, workOf('ben'))).toContain('Entre-temps.');
    expect(await textIn(one, workOf('awa'))).toContain('Puis rien.');
  });

  it('a class that a restored hub gives back stays, with what was named as taken and is written since (found by a schedule)', async () => {
    await one.syncOnce();
    const yesterday = hub.log.image();
    await write(two, workOf('ben'), 'ben', 'Perdu.');
    await two.syncOnce();
    one.principal = serving([other], { revoked: new Set([CLASS]) });
    await one.syncOnce();
    expect(await one.log.documentIds()).toEqual([]);
    await hub.restart(yesterday);
    one.principal = serving([other, CLASS]);
    await one.syncOnce();
    await write(one, workOf('ben'), 'ben', 'Repris.');
    await one.syncOnce();
    expect(await textIn(one, workOf('ben'))).toContain('Repris.');
  });

  it('a class taken is drained also after the hub was restored, and no content of it comes down', async () => {
    await one.syncOnce();
    const yesterday = hub.log.image();
    await write(one, workOf('chloe'), 'chloe', 'Hier soir.');
    await one.syncOnce();
    await hub.restart(yesterday);
    one.principal = serving([other], { revoked: new Set([CLASS]) });
    await write(two, workOf('dimitri'), 'dimitri', 'Secret.');
    await two.syncOnce();
    await one.syncOnce();
    await one.syncOnce();
    expect(await textIn(hub, workOf('chloe'))).toContain('Hier soir.');
    expect(await one.log.documentIds()).toEqual([]);
  });

  it('sends no byte of a class that was taken', async () => {
    one.principal = serving([other], { revoked: new Set([CLASS]) });
    await one.syncOnce();
    await write(two, workOf('dimitri'), 'dimitri', 'Secret.');
    await two.syncOnce();
    one.wire.bytesDown = 0;
    await one.syncOnce();
    expect(await one.log.documentIds()).toEqual([]);
  });
});

describe('a stream over a Wi-Fi that vanished', () => {
  it('[S17] is found out by a ping, though no socket was closed', async () => {
    await one.leader.start();
    await until([one], () => one.leader.connection.state.value === 'live');
    one.wire.cut = true;
    await until([one], () => one.leader.connection.state.value === 'away');
    await one.leader.stop();
  });

  it('[S17] is found out by a ping, though what was asked on it is never answered', async () => {
    const open = one.openStream.bind(one);
    one.openStream = () => {
      const stream = open();
      const silence = new Promise<never>(() => {});
      return { ...stream, sync: (request) => (one.wire.cut ? silence : stream.sync(request)) };
    };
    await one.leader.start();
    await until([one], () => one.leader.connection.state.value === 'live');
    one.wire.cut = true;
    await until([one], () => one.leader.connection.state.value === 'away');
    await one.leader.stop();
  });
});
