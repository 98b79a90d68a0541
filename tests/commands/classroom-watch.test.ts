import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { beforeEach, describe, expect, test } from 'vitest';
import { Chance } from '../../src/commands/classroom/chance.ts';
import { touchedBy } from '../../src/commands/classroom/edit.ts';
import { Ledger } from '../../src/commands/classroom/ledger.ts';
import { PageWriting } from '../../src/commands/classroom/page-writing.ts';
import { Presence } from '../../src/commands/classroom/presence.ts';
import { isGood, jsonOf, type Report, spreadOf } from '../../src/commands/classroom/report.ts';
import { readSettings } from '../../src/commands/classroom/settings.ts';
import { planTrips } from '../../src/commands/classroom/trips.ts';
import { Watch } from '../../src/commands/classroom/watch.ts';
import { Wire } from '../../src/commands/classroom/wire.ts';
import { fillSchool, GROUP_WORK, tablet, workOf } from '../support/sample-school.ts';
import { type Device, TestNode, until } from '../support/town.ts';

describe('times', () => {
  let hub: TestNode;
  let ledger: Ledger;
  let one: ReturnType<typeof watched>;
  let two: ReturnType<typeof watched>;

  function watched(device: Device) {
    const now = () => device.clock.now();
    const presence = new Presence(device.leader.connection, now);
    const { log, changes } = device;
    const watch = new Watch({ device: device.principal.device, log, changes, presence, ledger, now });
    return { device, presence, watch };
  }

  /** One word, as a child writes it; the document stays open. */
  async function writeWord({ device, presence }: ReturnType<typeof watched>, doc: string, pupil: string) {
    const opened = await device.documents.open(doc, pupil);
    const writing = new PageWriting(opened.doc.getXmlFragment('page:ecrire'), new Chance(1));
    const touched = touchedBy(opened.doc, () => writing.addWord())!;
    const edit = { doc, device: device.principal.device, touched, at: device.clock.now() };
    ledger.add({ ...edit, writer: presence, stay: presence.stay });
  }

  const both = () => [one.device, two.device];

  beforeEach(async () => {
    hub = await TestNode.open('hub');
    await fillSchool(hub);
    ledger = new Ledger();
    one = watched(tablet('tablet-1', () => hub));
    two = watched(tablet('tablet-2', () => hub));
    for (const { device } of [one, two]) await device.leader.start();
    await until(both(), () => one.presence.stay !== undefined && two.presence.stay !== undefined);
  });

  test('of a live edit: to the other tablet and to its ✓✓, each once', async () => {
    await writeWord(one, GROUP_WORK, 'awa');
    expect(one.watch.unacknowledged).toBe(1);
    await until(both(), () => ledger.acknowledged.size === 1 && ledger.editToOther.length === 1);
    expect([ledger.editToAck.length, ledger.returnToAck.length, one.watch.unacknowledged]).toEqual([1, 0, 0]);
    // The first word after a pause waits for nothing, and the clock stands still.
    expect([ledger.editToAck, ledger.editToOther]).toEqual([[0], [0]]);
  });

  test('[S2] no ✓✓ while the hub has not got it; then it counts as a return', async () => {
    one.device.wire.drop();
    await until(both(), () => one.presence.stay === undefined);
    await writeWord(one, workOf('awa'), 'awa');
    await until([one.device], async () => (await one.device.log.pendingCount()).rows === 1);
    expect(ledger.acknowledged.size).toBe(0);
    one.device.wire.cut = false;
    await until(both(), () => ledger.acknowledged.size === 1);
    expect([ledger.editToAck.length, ledger.returnToAck.length]).toEqual([0, 1]);
    expect(one.presence.timesAway).toBe(1);
  });

  test('an edit that the cut caught on its way is no live edit, for the writer or for the others', async () => {
    await writeWord(one, GROUP_WORK, 'awa');
    one.device.wire.drop();
    await until(both(), () => one.presence.stay === undefined);
    one.device.wire.cut = false;
    await until(both(), async () => (await two.device.log.documentIds()).includes(GROUP_WORK));
    await until(both(), () => ledger.acknowledged.size === 1);
    expect([ledger.editToAck.length, ledger.editToOther.length, ledger.returnToAck.length]).toEqual([0, 0, 1]);
  });

  test('a tablet that was away is not waited for', async () => {
    two.device.wire.drop();
    await until(both(), () => two.presence.stay === undefined);
    await writeWord(one, GROUP_WORK, 'awa');
    await until([one.device], () => ledger.acknowledged.size === 1);
    two.device.wire.cut = false;
    await until(both(), async () => (await two.device.log.documentIds()).includes(GROUP_WORK));
    expect(ledger.editToOther).toEqual([]);
  });
});

describe('the wire', () => {
  test('passes every byte on, counts both ways, and is cut for good measure', async () => {
    const server = createServer((socket) => socket.on('data', (chunk) => socket.write(`${String(chunk)}, oui`)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const wire = await Wire.lay(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
    const open = () => connect({ host: '127.0.0.1', port: Number(new URL(wire.url).port) });

    const socket = open();
    socket.write('allô');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(String(answer)).toBe('allô, oui');
    expect([wire.bytesUp, wire.bytesDown]).toEqual([5, 10]);

    const closed = once(socket, 'close');
    wire.cut();
    await closed;
    await once(
      open().on('error', () => undefined),
      'close',
    );
    wire.mend();
    const again = open();
    again.write('allô');
    await once(again, 'data');
    expect(wire.bytesUp).toBe(10);
    await wire.close();
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('figures and settings', () => {
  test('p50 and p99 are times that were measured; without any there is none', () => {
    const times = Array.from({ length: 200 }, (_, index) => 200 - index);
    expect(spreadOf(times)).toEqual({ p50: 100, p99: 198, count: 200 });
    expect(spreadOf([7.04])).toEqual({ p50: 7, p99: 7, count: 1 });
    expect(spreadOf([])).toEqual({ p50: null, p99: null, count: 0 });
  });

  test('the promise is broken by one lost edit, or where tablets differ', () => {
    const none = spreadOf([]);
    const times = { editToOther: none, editToAck: none, returnToAck: none };
    const one = { number: 1, edits: 2, timesAway: 1, bytesUp: 3, bytesDown: 4, files: 5, filesWanted: 6, refused: 7 };
    const other = { ...one, number: 2, bytesUp: 10 };
    const run = { hub: 'http://malle', minutes: 1, seed: 2, handedOut: false, works: 3, worksAtEnt: 1, differing: [] };
    const kept = { edits: 4, acknowledged: 4, converged: true, lost: 0 };
    const report: Report = { ...run, ...times, ...kept, perTablet: [one, other] };
    expect(isGood(report)).toBe(true);
    expect(isGood({ ...report, lost: 1 })).toBe(false);
    expect(isGood({ ...report, converged: false })).toBe(false);
    expect(JSON.parse(jsonOf(report))).toEqual({
      ...{ tablets: 2, minutes: 1, seed: 2, edits: 4, converged: true, lost: 0, ...times },
      ...{ bytesUp: 13, bytesDown: 8, files: 10, refused: 14, works: 3, worksAtEnt: 1 },
    });
  });

  test('a seed repeats its children, and another plays others', () => {
    const played = (seed: number) => JSON.stringify([planTrips(new Chance(seed)), new Chance(seed).next()]);
    expect(played(7)).toBe(played(7));
    expect(played(7)).not.toBe(played(8));
  });

  test('every trip begins and ends within the lesson, one after the other', () => {
    for (let seed = 0; seed < 300; seed++) {
      const moments = planTrips(new Chance(seed)).flatMap(({ leaves, returns }) => [leaves, returns]);
      expect(moments).toEqual([...moments].sort((a, b) => a - b));
      expect(moments[0]).toBeGreaterThan(0);
      expect(moments.at(-1)).toBeLessThan(1);
    }
  });

  test('the command line gives what is asked for, and a trolley’s usual day where nothing is', () => {
    const usual = readSettings([], () => 42);
    expect(usual).toMatchObject({ ok: true, value: { tablets: 14, minutes: 2, seed: 42, json: false } });
    const asked = readSettings(['--hub', 'https://malle.ecole:8443/x', '--minutes', '.5', '--seed', '0'], () => 42);
    expect(asked.ok && [asked.value.hub.origin, asked.value.minutes, asked.value.seed]).toEqual([
      'https://malle.ecole:8443',
      0.5,
      0,
    ]);
  });

  test.each([
    ['--tablets', '0'],
    ['--tablets', 'beaucoup'],
    ['--minutes', '0'],
    ['--hub', 'malle'],
    ['--hub', 'ftp://malle'],
    ['--pictures', 'sun,fish'],
    ['--pictures', 'sun,fish,crocodile'],
    ['--seed', '-1'],
    ['--loud', 'very'],
  ])('%s %s is refused with a sentence in both languages', (...argv) => {
    const read = readSettings(argv, () => 0);
    const why = !read.ok && read.error.kind === 'bad-option' ? read.error.why : '';
    expect(why).toMatch(/ne peut pas être|n’existe pas/);
    expect(why).toMatch(/cannot be|no such option/);
  });
});
