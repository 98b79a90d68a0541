import { expect, test } from 'vitest';
import { StorageFailure } from '../../src/sync/ports.ts';
import { RETRY_PROJECTIONS_MS } from '../../src/sync/retrying.ts';
import { fillSchool, tablet, workOf, write } from '../support/sample-school.ts';
import { settle, TestNode } from '../support/town.ts';

test('what a full disk refused of a node’s projections is made by itself once there is room, and its readers hear of it', async () => {
  const hub = await TestNode.open('hub');
  const put = hub.projections.put.bind(hub.projections);
  hub.projections.put = () => Promise.reject(new StorageFailure('full'));
  await fillSchool(hub);
  const [one, two] = [tablet('tablet-1', () => hub), tablet('tablet-2', () => hub)];
  await one.syncOnce();
  expect(await one.log.documentIds()).toEqual([]);
  hub.projections.put = put;
  hub.clock.advance(RETRY_PROJECTIONS_MS);
  await settle();
  await one.syncOnce();
  await write(one, workOf('awa'), 'awa', 'Elle nage.');
  await one.syncOnce();
  await two.syncOnce();
  expect(await two.log.documentIds()).toContain(workOf('awa'));
});

test('and of a tablet’s, so that its screens show what came', async () => {
  const hub = await TestNode.open('hub');
  await fillSchool(hub);
  const one = tablet('tablet-1', () => hub);
  const put = one.projections.put.bind(one.projections);
  one.projections.put = () => Promise.reject(new StorageFailure('full'));
  await one.leader.start();
  await settle();
  expect(await one.projections.all('assignment')).toEqual([]);
  one.projections.put = put;
  one.clock.advance(RETRY_PROJECTIONS_MS);
  await settle();
  expect(await one.projections.all('assignment')).toHaveLength(2);
  await one.leader.stop();
});
