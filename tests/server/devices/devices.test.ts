import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DeviceEntry, DeviceList } from '../../../src/protocol/office/devices.ts';
import { CLOSE } from '../../../src/protocol/close-codes.ts';
import { LiveClient } from '../../support/live-client.ts';
import { refusalOf } from '../../support/refusal.ts';
import { SchoolNode } from '../../support/school-node.ts';
import { type StrangerClient } from '../../support/stranger-client.ts';
import { greet } from '../../support/sync-ways.ts';
import { fillTwoClasses, forAll, pupilOf, teacherOf } from '../../support/two-classes.ts';
import { until } from '../../support/until.ts';

let node: SchoolNode;
let hub: StrangerClient;
let head: string;
let erun: string;
let teacher: string;

beforeAll(async () => {
  node = await SchoolNode.start();
  ({ hub } = await fillTwoClasses(node));
  head = node.adult('directrice', 'head');
  erun = node.adult('erun', 'erun');
  teacher = node.adult(teacherOf('here'), 'teacher', ['here']);
}, 60_000);

afterAll(() => node.close());

const workOf = (id: 'here' | 'there', n: 1 | 2 | 3 = 1): string => `work/${forAll(id)}/${pupilOf(id, n)}`;
const answers = (client: StrangerClient, doc: string) => client.document(doc).getMap('answers').toJSON();

async function answer(client: StrangerClient, doc: string, value: string): Promise<string> {
  const author = doc.split('/')[2]!;
  return (await client.write(doc, author, (ydoc) => ydoc.getMap('answers').set('lire/q1', [value]))).s;
}

async function list(authorization: string): Promise<DeviceList> {
  const { status, body } = await node.ask('GET', '/api/devices', { authorization });
  expect(status).toBe(200);
  return body as unknown as DeviceList;
}

const entry = async (id: string): Promise<DeviceEntry> =>
  (await list(head)).devices.find((device) => device.id === id)!;

const change = async (method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<void> => {
  expect((await node.ask(method, path, { authorization: erun, ...(body !== undefined && { body }) })).status).toBe(200);
};

async function onStream(client: StrangerClient): Promise<LiveClient> {
  return (await greet(node.url, client)).live;
}

/** Frames of the stream until one brings this document. */
async function bring(live: LiveClient, doc: string): Promise<void> {
  for (;;) {
    const frame = await live.next();
    if (frame.t === 'sync' && frame.response.rows.some((row) => row.doc === doc)) return;
  }
}

describe('[S12] a class given to a device', () => {
  test('comes down its open stream at once, older works and all', async () => {
    await answer(hub, workOf('there'), 'a');
    const tablet = node.device({ role: 'tablet', classes: ['here'] });
    await tablet.pull();
    const live = await onStream(tablet);
    await change('PUT', `/api/devices/${tablet.device}/classes/there`);
    await bring(live, workOf('there'));
    live.socket.terminate();
  });

  test('comes whole by request, though the cursor is past it, and may be written', async () => {
    const tablet = node.device({ role: 'tablet', classes: ['here'] });
    await tablet.pull();
    expect(tablet.documents.has('class/there')).toBe(false);
    await change('PUT', `/api/devices/${tablet.device}/classes/there`);
    await tablet.pull();
    expect(answers(tablet, workOf('there'))).toEqual({ 'lire/q1': ['a'] });
    expect(await answer(tablet, workOf('there', 2), 'b')).toBe('ok');
  });

  test('is given however busy the log is', async () => {
    const tablet = node.device({ role: 'tablet', classes: ['here'] });
    await tablet.pull();
    let writing = true;
    const busy = (async () => {
      for (let n = 0; writing; n++) await answer(hub, workOf('here', 3), String(n));
    })();
    const reading = (async () => {
      while (writing) await tablet.pull();
    })();
    await change('PUT', `/api/devices/${tablet.device}/classes/there`);
    writing = false;
    await Promise.all([busy, reading]);
    await tablet.pull();
    expect(answers(tablet, workOf('there'))).toEqual({ 'lire/q1': ['a'] });
  });

  test('must be one of this node', async () => {
    const path = `/api/devices/${hub.device}/classes/nowhere`;
    expect(await node.ask('PUT', path, { authorization: erun })).toMatchObject({ status: 404 });
  });
});

describe('[S12] a class taken from a device', () => {
  test('ends its stream at once; no byte of it comes any more, what it still owed is taken', async () => {
    const tablet = node.device({ role: 'tablet', classes: ['here', 'there'] });
    await tablet.pull();
    const live = await onStream(tablet);
    await change('DELETE', `/api/devices/${tablet.device}/classes/there`);
    expect(await live.closed).toBe(CLOSE.goingAway);
    const owed = tablet.edit(workOf('there', 3), pupilOf('there', 3), (doc) =>
      doc.getMap('answers').set('lire/q1', ['z']),
    );
    const said = (await tablet.exchange([owed])) as { results: unknown[]; revoked?: string[] };
    expect(said.results).toMatchObject([{ s: 'ok' }]);
    expect(said.revoked).toContain('class/there');
    await answer(hub, workOf('there'), 'secret');
    const { rows } = await tablet.exchange();
    expect(rows.filter((row) => row.doc.includes('there'))).toEqual([]);
    expect((await entry(tablet.device)).classes).toEqual(['here']);
  });

  test('may be given back', async () => {
    const tablet = node.device({ role: 'tablet', classes: ['here', 'there'] });
    await change('DELETE', `/api/devices/${tablet.device}/classes/there`);
    await tablet.pull();
    expect(tablet.documents.has('class/there')).toBe(false);
    await change('PUT', `/api/devices/${tablet.device}/classes/there`);
    await tablet.pull();
    expect(tablet.document('class/there').getMap('class').get('name')).toBe('CE2 there');
  });
});

describe('a device that is shut out', () => {
  test('loses its stream at once, and nothing that it sends is taken any more', async () => {
    const tablet = node.device({ role: 'tablet', classes: ['here'] });
    const live = await onStream(tablet);
    await change('POST', `/api/devices/${tablet.device}/revoke`);
    expect(await live.closed).toBe(CLOSE.unauthorised);
    await expect(answer(tablet, workOf('here'), 'late')).rejects.toThrow('unauthorised');
    expect((await entry(tablet.device)).state).toBe('revoked');
  });

  test('while it is being greeted does not slip in', async () => {
    const tablet = node.device({ role: 'tablet', classes: ['here'] });
    const live = await new LiveClient(node.url).opened();
    const [, device, secret] = /^Bearer (.+)\.(.+)$/.exec(tablet.authorization) ?? [];
    live.send({ t: 'hello', v: 1, device, secret });
    await change('POST', `/api/devices/${tablet.device}/revoke`);
    expect(await live.closed).toBe(CLOSE.unauthorised);
  });
});

describe('a device that is to erase itself', () => {
  test('is told with its next answer, gives what it holds, reads nothing, and is unknown once it says that all is gone', async () => {
    const tablet = node.device({ role: 'tablet', classes: ['here'] });
    await tablet.pull();
    const live = await onStream(tablet);
    await change('POST', `/api/devices/${tablet.device}/wipe`);
    expect(await live.closed).toBe(CLOSE.goingAway);
    await answer(hub, workOf('here', 2), 'not for it');

    const owed = tablet.edit(workOf('here', 3), pupilOf('here', 3), (doc) =>
      doc.getMap('answers').set('lire/q9', ['w']),
    );
    const said = (await tablet.exchange([owed])) as { results: unknown[]; rows: unknown[]; dismissed?: boolean };
    expect(said).toMatchObject({ dismissed: true, rows: [], results: [{ s: 'ok' }] });
    expect((await entry(tablet.device)).state).toBe('leaving');
    await hub.pull();
    expect(answers(hub, workOf('here', 3))).toMatchObject({ 'lire/q9': ['w'] });

    const { authorization } = tablet;
    expect((await node.ask('DELETE', '/api/enrol', { authorization })).status).toBe(200);
    expect((await entry(tablet.device)).state).toBe('erased');
    expect((await node.ask('DELETE', '/api/enrol', { authorization })).status).toBe(401);
  });

  test('is never a hub, which holds what others have not sent up', async () => {
    expect((await node.ask('POST', `/api/devices/${hub.device}/wipe`, { authorization: head })).status).toBe(400);
  });
});

describe('two devices with one secret', () => {
  test('are noticed when both answer at once', async () => {
    const tablet = node.device({ role: 'tablet', classes: ['here'] });
    const [one, two] = [await onStream(tablet), await onStream(tablet)];
    await until(async () => (await entry(tablet.device)).cloned);
    for (const { socket } of [one, two]) socket.terminate();
  });

  test('are not seen in a tablet that comes back, though its old stream is not known to be dead', async () => {
    const tablet = node.device({ role: 'tablet', classes: ['here'] });
    const old = await onStream(tablet);
    old.socket.pause(); // its Wi-Fi vanished: it answers nothing, and nobody is told
    const again = await onStream(tablet);
    again.send({ t: 'sync', id: 2, request: { v: 1, cursor: null, pushes: [], wants: [] } });
    expect(await again.next()).toMatchObject({ id: 2 });
    expect((await entry(tablet.device)).cloned).toBe(false);
    for (const { socket } of [old, again]) socket.terminate();
  });
});

describe('the list of devices', () => {
  test('says who they are, and when they were last heard', async () => {
    const tablet = node.device({ role: 'tablet', number: 12, classes: ['here'] });
    expect(await entry(tablet.device)).toMatchObject({
      ...{ role: 'tablet', number: 12, name: '', classes: ['here'], state: 'active' },
      ...{ heardAgoMs: null, connected: false, cloned: false },
    });
    const live = await onStream(tablet);
    expect(await entry(tablet.device)).toMatchObject({ heardAgoMs: 0, connected: true });
    live.socket.terminate();
    await until(async () => !(await entry(tablet.device)).connected);
    expect((await entry(tablet.device)).heardAgoMs).toBeLessThan(60_000);
  });

  test('gives a device another name', async () => {
    const tablet = node.device({ role: 'tablet', classes: ['here'] });
    await change('POST', `/api/devices/${tablet.device}/rename`, { name: '  La rayée ' });
    expect((await entry(tablet.device)).name).toBe('La rayée');
  });

  test('shows a teacher the devices and the classes of their own', async () => {
    const mine = node.device({ role: 'tablet', classes: ['here'] });
    const other = node.device({ role: 'tablet', classes: ['there'] });
    const { devices, classes, mayEnrol, mayManage } = await list(teacher);
    const ids = devices.map(({ id }) => id);
    expect([ids.includes(mine.device), ids.includes(other.device)]).toEqual([true, false]);
    expect({ classes: classes.map(({ id }) => id), mayEnrol, mayManage }).toEqual({
      classes: ['here'],
      mayEnrol: true,
      mayManage: false,
    });
  });
});

describe('nobody manages devices but who has the duty', () => {
  const PATHS = [
    ['POST', 'rename'],
    ['POST', 'revoke'],
    ['POST', 'wipe'],
    ['PUT', 'classes/there'],
    ['DELETE', 'classes/here'],
  ] as const;

  test.each(PATHS)('%s …/%s', async (method, path) => {
    const tablet = node.device({ role: 'tablet', classes: ['here'] });
    const at = `/api/devices/${tablet.device}/${path}`;
    const ask = async (authorization?: string) =>
      (await node.ask(method, at, { body: { name: 'x' }, ...(authorization !== undefined && { authorization }) }))
        .status;
    // A tablet's own secret is no adult's session.
    expect([await ask(), await ask(tablet.authorization), await ask(teacher)]).toEqual([401, 401, 403]);
    expect(await entry(tablet.device)).toMatchObject({ name: '', state: 'active', classes: ['here'] });
    expect(
      (await node.ask(method, '/api/devices/nobody/' + path, { authorization: head, body: { name: 'x' } })).status,
    ).toBe(404);
  });
});

test('a request of a device that is shut out is refused before its body is read', async () => {
  const tablet = node.device({ role: 'tablet', classes: ['here'] });
  await change('POST', `/api/devices/${tablet.device}/revoke`);
  const response = await fetch(`${node.url}/api/sync`, {
    method: 'POST',
    headers: { authorization: tablet.authorization, 'content-type': 'application/cbor' },
    body: new Uint8Array(32 * 1024 * 1024),
  });
  expect(await refusalOf(response)).toEqual({ status: 401, refused: 'unauthorised' });
});
