import type * as Y from 'yjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { MAX_MESSAGE_BYTES, MAX_UPDATE_BYTES } from '../../src/protocol/limits.ts';
import { LinkError, StorageFailure } from '../../src/sync/ports.ts';
import { fillSchool, GROUP_WORK, tablet, textIn, workOf, write } from '../support/sample-school.ts';
import { type Device, TestNode, until } from '../support/town.ts';

let hub: TestNode;
let one: Device;
let two: Device;

/** Megabytes are compared, on a machine that may have other things to do. */
const LONG = { timeout: 20_000 };
const isLive = (device: Device): boolean => device.leader.connection.state.value === 'live';
const come = (...devices: Device[]): Promise<void> => until(devices, () => devices.every(isLive));

beforeEach(async () => {
  hub = await TestNode.open('hub');
  await fillSchool(hub);
  one = tablet('tablet-1', () => hub);
  two = tablet('tablet-2', () => hub);
});

describe('a tablet that comes home', () => {
  it('says all it has and hears all it lacks in one exchange', async () => {
    await Promise.all([one.leader.start(), two.leader.start()]);
    await come(one, two);
    one.wire.drop();
    await until([one], () => !isLive(one));
    for (const pupil of ['awa', 'chloe']) await write(one, workOf(pupil), pupil, 'Au loin.');
    await write(two, GROUP_WORK, 'ben', 'Ici.');
    await until([two], async () => (await textIn(hub, GROUP_WORK)).includes('Ici.'));
    one.wire.requests = 0;
    one.wire.cut = false;
    await until([one], () => isLive(one));
    expect(one.wire.requests).toBe(1);
    expect(await one.log.levels([workOf('awa'), workOf('chloe')])).toEqual([2, 2]);
    expect(await textIn(one, GROUP_WORK)).toContain('Ici.');
    await Promise.all([one.leader.stop(), two.leader.stop()]);
  });

  it('[S16] drains its outbox without being woken, by its own timer, and at once where something says that the hub is near', async () => {
    one.wire.cut = true;
    await one.leader.start();
    const sent = async (): Promise<boolean> => (await one.log.pendingCount()).rows === 0;
    await write(one, workOf('awa'), 'awa', 'Au loin.');
    await until([one], () => one.leader.connection.state.value === 'away');
    one.wire.cut = false;
    await until([one], sent);
    one.wire.drop();
    await until([one], () => one.leader.connection.state.value === 'away');
    await write(one, workOf('awa'), 'awa', 'Encore.');
    one.wire.cut = false;
    one.leader.connection.poke();
    await until([], sent);
    expect(await textIn(hub, workOf('awa'))).toContain('Encore.');
    await one.leader.stop();
  });

  it('knows what answered before it says that it is with it', async () => {
    const roles: unknown[] = [];
    one.leader.connection.state.subscribe((state) => {
      if (state === 'live') roles.push(one.leader.connection.role.value);
    });
    await one.leader.start();
    await come(one);
    expect(roles).toEqual(['hub']);
    await one.leader.stop();
  });

  it.each([
    ['opens', () => Promise.reject(new LinkError('unreachable'))],
    ['answers', async () => ({ ...two.openStream(), sync: () => Promise.reject(new LinkError('unreachable')) })],
  ])('exchanges by request where no stream %s', async (_, openStream) => {
    one.openStream = openStream as unknown as Device['openStream'];
    await one.leader.start();
    await come(one);
    await write(one, workOf('awa'), 'awa', 'Sans flux.');
    await until([one], async () => (await textIn(hub, workOf('awa'))).includes('Sans flux.'));
    await one.leader.stop();
  });

  it('tries a stream again now and then where it exchanges by request', async () => {
    const open = one.openStream.bind(one);
    one.openStream = () => {
      throw new LinkError('unreachable');
    };
    await one.leader.start();
    await come(one);
    let streams = 0;
    one.openStream = () => {
      streams += 1;
      return open();
    };
    const states: string[] = [];
    one.leader.connection.state.subscribe((state) => void states.push(state));
    await until([one], () => streams > 0 && isLive(one), 1_500);
    expect(states, 'it was never away').not.toContain('away');
    await one.leader.stop();
  });

  it.each(['unauthorised', 'old-protocol'] as const)('waits for a person where it is refused: %s', async (failure) => {
    const open = one.openStream.bind(one);
    one.openStream = () => ({ ...open(), sync: () => Promise.reject(new LinkError(failure)) });
    await one.leader.start();
    await until([one], () => one.leader.connection.state.value === 'refused');
    expect(one.leader.connection.refusal).toBe(failure);
    one.openStream = open;
    one.leader.connection.poke();
    await come(one);
    await one.leader.stop();
  });

  it('leaves a stream that carries nothing any more, though the hub answers beside it', async () => {
    const open = one.openStream.bind(one);
    let isDeaf = false;
    one.openStream = () => {
      const stream = open();
      const sync: typeof stream.sync = (request) =>
        isDeaf ? Promise.reject(new LinkError('unreachable')) : stream.sync(request);
      return {
        ...stream,
        sync,
        onStream: (listener) => stream.onStream((answer) => void (isDeaf || listener(answer))),
      };
    };
    await one.leader.start();
    await come(one);
    isDeaf = true;
    await write(two, workOf('awa'), 'awa', 'Là-bas.');
    await two.syncOnce();
    await until([one], () => !isLive(one));
    isDeaf = false;
    await until([one], async () => (await textIn(one, workOf('awa'))).includes('Là-bas.'));
    await one.leader.stop();
  });

  it('connects though its screens cannot be prepared, since what only it holds must leave it [S1][S9]', async () => {
    one.projections.put = () => Promise.reject(new StorageFailure('full'));
    await write(one, workOf('awa'), 'awa', 'Au loin.');
    await one.leader.start();
    await until([one], async () => (await textIn(hub, workOf('awa'))).includes('Au loin.'));
    await one.leader.stop();
  });

  it(
    '[S9] sends an edit that is too large in pieces, holds what cannot be cut, and sends what comes behind them',
    LONG,
    async () => {
      const MAX_ROUNDS = 60;
      await one.leader.start();
      await come(one);
      const edit = (pupil: string, change: (doc: Y.Doc) => void) => one.documents.edit(workOf(pupil), pupil, change);
      await edit('awa', (doc) => doc.getText('page').insert(0, 'a'.repeat(MAX_UPDATE_BYTES + 1)));
      await edit('chloe', (doc) => doc.getArray('list').push([new Uint8Array(MAX_MESSAGE_BYTES)]));
      await write(one, workOf('ben'), 'ben', 'Et moi.');
      one.wire.requests = 0;
      await until([one], async () => (await one.log.pendingCount()).rows === 0);
      expect((await one.log.held()).map(({ row, reason }) => [row.doc, reason])).toEqual([
        [workOf('chloe'), 'too-big'],
      ]);
      expect(await one.log.levels(['awa', 'ben'].map(workOf))).toEqual([2, 2]);
      expect(one.wire.requests).toBeLessThan(MAX_ROUNDS);
      expect(isLive(one)).toBe(true);
      await one.leader.stop();
    },
  );
});
