import { afterAll, beforeAll, expect, test } from 'vitest';
import { Accounts } from '../../src/server/accounts.ts';
import { RealTablet } from '../support/real-tablet.ts';
import { SchoolNode } from '../support/school-node.ts';
import { fillSchool, tablet as townTablet, textIn, workOf, write } from '../support/sample-school.ts';
import { TestNode } from '../support/town.ts';
import { fillTwoClasses, forAll, pupilOf } from '../support/two-classes.ts';

let node: SchoolNode;
let head: string;

beforeAll(async () => {
  node = await SchoolNode.start();
  await fillTwoClasses(node);
  head = node.adult('directrice', 'head');
}, 60_000);

afterAll(() => node.close());

const work = `work/${forAll('here')}/${pupilOf('here', 1)}`;

function newTablet(): { tablet: RealTablet; device: string; secret: string; dismissals: () => number } {
  const accounts = new Accounts(node.database);
  const credential = accounts.add({ role: 'tablet', number: 1, classes: ['here'], account: '' }, Date.now());
  const tablet = new RealTablet(node.url, credential);
  let heard = 0;
  tablet.leader.exchange.dismissed.subscribe(() => (heard += 1));
  return { tablet, ...credential, dismissals: () => heard };
}

const wipe = (device: string) => node.ask('POST', `/api/devices/${device}/wipe`, { authorization: head });
const stateOf = async (device: string): Promise<string | undefined> => {
  const { body } = await node.ask('GET', '/api/devices', { authorization: head });
  return (body.devices as { id: string; state: string }[]).find(({ id }) => id === device)?.state;
};

test('[S9] a device that is to empty itself hears so once all its work has arrived, and never before', async () => {
  const { tablet, device, secret, dismissals } = newTablet();
  await tablet.contact();
  expect(dismissals()).toBe(0);
  await tablet.write(work, pupilOf('here', 1), 'a');
  await wipe(device);
  const waiting: Promise<{ readonly rows: number }>[] = [];
  tablet.leader.exchange.dismissed.subscribe(() => void waiting.push(tablet.log.pendingCount()));
  await tablet.contact();
  expect(dismissals()).toBeGreaterThan(0);
  expect((await waiting[0])?.rows).toBe(0);
  const other = newTablet().tablet;
  await other.contact();
  expect(await other.log.documentIds()).toContain(work);
  expect(await stateOf(device)).toBe('leaving');
  const authorization = `Bearer ${device}.${secret}`;
  expect((await node.ask('DELETE', '/api/enrol', { authorization })).status).toBe(200);
  expect(await stateOf(device)).toBe('erased');
});

test('[S4][S9] nor while a node that was restored has not got again what it once had: the device may be the last to have it', async () => {
  const hub = await TestNode.open('hub');
  await fillSchool(hub);
  const yesterday = hub.log.image();
  const last = townTablet('tablet-1', () => hub);
  let dismissals = 0;
  last.leader.exchange.dismissed.subscribe(() => (dismissals += 1));
  await last.syncOnce();
  await write(last, workOf('awa'), 'awa', 'Elle nage.');
  await last.syncOnce();
  expect((await last.log.pendingCount()).rows).toBe(0);
  await hub.restart(yesterday);
  last.principal = { ...last.principal, dismissed: true };
  const [up, down] = [last.wire.up.bind(last.wire), last.wire.down.bind(last.wire)];
  let pushes = 0;
  last.wire.up = (request) => {
    pushes = request.pushes.length;
    return up({ ...request, pushes: [] });
  };
  last.wire.down = (answer) => down({ ...answer, results: Array.from({ length: pushes }, () => ({ s: 'unknown' })) });
  for (let contact = 0; contact < 3; contact++) await last.syncOnce();
  expect([dismissals, await last.log.unproven()]).toEqual([0, [workOf('awa')]]);
  Object.assign(last.wire, { up, down });
  await last.syncOnce();
  expect(await textIn(hub, workOf('awa'))).toContain('Elle nage.');
  expect(dismissals).toBeGreaterThan(0);
});
