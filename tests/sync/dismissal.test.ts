import { afterAll, beforeAll, expect, test } from 'vitest';
import { Accounts } from '../../src/server/accounts.ts';
import { RealTablet } from '../support/real-tablet.ts';
import { SchoolNode } from '../support/school-node.ts';
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
