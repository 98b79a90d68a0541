import fc from 'fast-check';
import { decodeMessage, encodeMessage } from '../../../src/protocol/codec.ts';
import { type SyncResponse, SyncResponseSchema } from '../../../src/protocol/messages.ts';
import { type Link, LinkError, StorageFailure } from '../../../src/sync/ports.ts';
import { fillSchool, tablet, textIn, workOf, write } from '../../support/sample-school.ts';
import { type Device, TestNode } from '../../support/town.ts';
import { mutated } from '../mutation.ts';
import { sampleDocuments } from '../samples.ts';
import { type AnyTarget, must, target } from '../target.ts';
import { sampleMessages } from './message.ts';

/** Inputs after which a new tablet takes over: what it has taken in it keeps. */
const INPUTS_PER_TABLET = 200;
const OWN = 'Mon texte à moi';

/** Answers of an upstream that is none, to a tablet with a text of its own: it may fail, it may not forget. */
export async function answerTarget(): Promise<AnyTarget> {
  const hub = await TestNode.open('hub');
  await fillSchool(hub);
  let device: Device | undefined;
  let asked = 0;
  return target<Uint8Array>({
    name: 'sync answer, to a tablet',
    share: 12_000,
    inputs: await answers(hub),
    async check(bytes) {
      if (asked++ % INPUTS_PER_TABLET === 0) device = undefined;
      device ??= await tabletWithText(hub);
      const isErasure = erases(bytes);
      await checkAnswer(device, bytes, isErasure);
      if (isErasure) device = undefined;
    },
  });
}

async function tabletWithText(hub: TestNode): Promise<Device> {
  const device = tablet('t1', () => hub);
  await device.syncOnce();
  await write(device, workOf('awa'), 'awa', OWN);
  return device;
}

/** The upstream says that the school erased whose text this is: that one is to go, and the next tablet takes over. */
function erases(bytes: Uint8Array): boolean {
  const response = decodeMessage(bytes, SyncResponseSchema);
  return response.ok && response.value.results.some(({ s }) => s === 'gone');
}

async function checkAnswer(device: Device, bytes: Uint8Array, isErasure: boolean): Promise<void> {
  let isFirst = true;
  const link: Link = {
    sync: (request) => {
      const hostile = isFirst;
      isFirst = false;
      return hostile ? read(bytes) : device.link.sync(request);
    },
  };
  await device.leader.exchange.syncOnce(link).catch((error: unknown) => {
    if (!(error instanceof LinkError) && !(error instanceof StorageFailure)) throw error;
  });
  must(isErasure || (await textIn(device, workOf('awa'))).includes(OWN), 'the tablet has lost its own text');
  await device.leader.projector.catchUp();
}

async function read(bytes: Uint8Array): Promise<SyncResponse> {
  const response = decodeMessage(bytes, SyncResponseSchema);
  if (!response.ok) throw new LinkError('bad-answer');
  return response.value;
}

/** Answers that are nearly right: an honest one with a part of it changed, or bytes that were. */
async function answers(hub: TestNode): Promise<fc.Arbitrary<Uint8Array>> {
  const device = tablet('sample', () => hub);
  const honest = await device.link.sync({ v: 1, cursor: null, pushes: [], wants: [] });
  const updates = sampleDocuments().flatMap(({ updates }) => updates);
  const doc = fc.constantFrom(...honest.rows.map((row) => row.doc), workOf('awa'), 'class/other', '../x', '');
  const seq = fc.oneof(fc.nat(30), fc.maxSafeNat());
  const update = mutated(updates);
  const authors = fc.array(fc.tuple(fc.nat(110), fc.constantFrom('awa', 'x'), fc.constantFrom('t1', 'x')), {
    maxLength: 2,
  });
  const row = fc.record({ doc, update, seq, authors });
  const diff = fc.record({ doc, update: fc.option(update), sv: update, seq, authors });
  const result = fc.oneof(
    fc.record({ s: fc.constant('ok'), seq }),
    fc.record({ s: fc.constant('need-sv'), sv: update }),
    fc.constantFrom({ s: 'gone' }, { s: 'unknown' }, { s: 'bad', why: 'too-big' }, { s: 'denied', why: 'no-right' }),
  );
  const held = {
    doc,
    author: fc.constantFrom('awa', 'x'),
    why: fc.constantFrom('no-right', 'x'),
    rows: seq,
    bytes: seq,
  };
  const heldBelow = fc.record({ ...held, device: fc.constantFrom('', 't1', '__proto__'), number: seq, since: seq });
  const changed = fc.record(
    {
      rows: fc.array(row, { maxLength: 3 }),
      diffs: fc.array(diff, { maxLength: 3 }),
      results: fc.array(result, { maxLength: 3 }),
      cursor: fc.record({ epoch: fc.constantFrom(honest.cursor.epoch, 'other'), seq, tag: fc.constantFrom('', 'x') }),
      receipt: fc.record({ seq, held: fc.array(doc, { maxLength: 2 }) }),
      more: fc.boolean(),
      reset: fc.array(doc, { maxLength: 3 }),
      since: seq,
      dismissed: fc.boolean(),
      heldBelow: fc.array(heldBelow, { maxLength: 3 }),
      // Not the tablet's own work: what is taken away by right may go once it is sent (S12).
      revoked: fc.array(fc.constantFrom('class/other', '../x', ...honest.rows.map((row) => row.doc)), { maxLength: 2 }),
    },
    { requiredKeys: [] },
  );
  const nearly = changed.map((part) => encodeMessage({ ...honest, ...part }));
  return fc.oneof(
    { weight: 3, arbitrary: nearly },
    { weight: 1, arbitrary: mutated([encodeMessage(honest), ...sampleMessages()]) },
  );
}
