import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { decodeMessage, encodeMessage } from '../../src/protocol/codec.ts';
import { RefusalSchema, SyncRequestSchema, SyncResponseSchema } from '../../src/protocol/messages.ts';
import { TestTrolley } from '../support/server.ts';
import { type FileRef, StrangerClient } from '../support/stranger-client.ts';
import { until } from '../support/until.ts';

const PAGE = readFileSync(new URL('../../src/protocol/PROTOCOL.md', import.meta.url), 'utf8');
const CLIENT = readFileSync(new URL('../support/stranger-client.ts', import.meta.url), 'utf8');

const write = (ydoc: Y.Doc, text: string): void => {
  ydoc.getXmlFragment('page:ecrire').push([new Y.XmlText(text)]);
};
const page = (client: StrangerClient): string =>
  client.document('work/stranger/ilot-1').getXmlFragment('page:ecrire').toArray().join('');

/** The bytes of the example that is marked so. */
function example(name: string): Buffer {
  const hex = new RegExp(`\`\`\`hex ${name}\n([0-9a-f\n]+)\`\`\``).exec(PAGE)?.[1];
  if (hex === undefined) throw new Error(`PROTOCOL.md has no example of a ${name}`);
  return Buffer.from(hex.replaceAll('\n', ''), 'hex');
}

describe('the examples of PROTOCOL.md', () => {
  test.each([
    ['request', SyncRequestSchema],
    ['answer', SyncResponseSchema],
    ['refusal', RefusalSchema],
  ])('are what the code reads and writes: %s', (name, schema) => {
    const decoded = decodeMessage(example(name), schema);
    expect(decoded.ok && Buffer.from(encodeMessage(decoded.value)).toString('hex')).toBe(example(name).toString('hex'));
  });

  test('hold the update that they speak of', () => {
    const request = decodeMessage(example('request'), SyncRequestSchema);
    const ydoc = new Y.Doc();
    if (request.ok) Y.applyUpdate(ydoc, request.value.pushes[0]!.update);
    expect(ydoc.getMap('answers').toJSON()).toEqual({ 'questions/q1': ['q1b'] });
    expect([...ydoc.store.clients.keys()]).toEqual([1234567]);
  });
});

describe('a stranger who has read PROTOCOL.md alone', () => {
  let trolley: TestTrolley;
  let teacher: StrangerClient;
  let tablet: StrangerClient;

  beforeAll(async () => {
    trolley = await TestTrolley.start();
    teacher = await StrangerClient.enrol(trolley.hub, trolley.codes.teacher.code);
    tablet = await StrangerClient.enrol(trolley.hub, trolley.codes.tablets[0]!.code);
  }, 60_000);
  afterAll(() => trolley.close());

  test('imports nothing of ours', () => {
    const imported = [...CLIENT.matchAll(/from '([^']+)'/g)].map(([, name]) => name);
    expect(imported.sort()).toEqual(['cborg', 'node:crypto', 'node:zlib', 'yjs']);
  });

  test('reads the class, hands a lesson out, and a tablet sees it', async () => {
    await teacher.pull();
    expect(teacher.document('class/990101').getMap('class').get('name')).toBe('CE2 A');
    await tablet.pull();
    expect([...tablet.documents.keys()]).not.toContain('lesson/tortue-verte');
    const handOut = await teacher.write('assignment/stranger', 'enseignant-1', (ydoc) => {
      const fields = { class: '990101', lesson: 'tortue-verte', by: 'enseignant-1', handedOutAt: 0 };
      for (const [name, value] of Object.entries(fields)) ydoc.getMap('assignment').set(name, value);
      ydoc.getMap('assignment').set('audience', { kind: 'group', group: 'ilot-1' });
    });
    expect(handOut.s).toBe('ok');
    await tablet.pull();
    expect(tablet.document('lesson/tortue-verte').getMap('lesson').get('title')).toBe('La tortue verte');
  });

  test('writes, and another sees it live; then the ENT has it', async () => {
    const other = await StrangerClient.enrol(trolley.hub, trolley.codes.tablets[1]!.code);
    await other.pull();
    const stream = await other.live(() => undefined);
    const result = await tablet.write('work/stranger/ilot-1', '990101-02', (ydoc) => write(ydoc, 'La tortue nage.'));
    expect(result).toEqual({ s: 'ok', seq: expect.any(Number) });
    await until(() => page(other) === 'La tortue nage.');
    await until(() => other.receipt >= result.seq!);
    stream.close();
  });

  test('downloads a file and proves it', async () => {
    const steps = tablet.document('lesson/tortue-verte').getArray('steps').toJSON() as {
      kind: string;
      file: FileRef;
    }[];
    const film = steps.find(({ kind }) => kind === 'watch')!.file;
    const bytes = await tablet.download(film);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(film.sha256);
  });

  test('believes no manifest that the document did not mean', async () => {
    const steps = tablet.document('lesson/tortue-verte').getArray('steps').toJSON() as { file: FileRef }[];
    await expect(tablet.download({ ...steps[0]!.file, chunksSha256: '0'.repeat(64) })).rejects.toThrow(
      'not the manifest',
    );
  });

  test('[S4] makes a hub whole again that was restored from an older copy', async () => {
    const data = join(trolley.dataDir, 'hub');
    await trolley.cut({ uplink: false });
    await trolley.stop('hub');
    await cp(data, `${data}-yesterday`, { recursive: true });
    await trolley.begin('hub');
    await tablet.write('work/stranger/ilot-1', '990101-02', (ydoc) => write(ydoc, ' Elle respire.'));
    await trolley.stop('hub');
    await rm(data, { recursive: true });
    await cp(`${data}-yesterday`, data, { recursive: true });
    await trolley.begin('hub');
    await teacher.pull();
    expect(page(teacher), 'the hub has forgotten').toBe('La tortue nage.');
    await tablet.pull();
    await teacher.pull();
    expect(page(teacher)).toBe('La tortue nage. Elle respire.');
    await trolley.cut({ uplink: true });
  }, 30_000); // two processes that stop and start, twice
});
