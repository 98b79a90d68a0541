import { expect, test } from 'vitest';
import type { HeldRow } from '../../src/sync/ports.ts';
import { heldExport } from '../../src/ui/held/held-export.ts';
import { reportText } from '../../src/ui/debug/report.ts';
import { PICTURE, sampleTablet, TABLET } from '../support/sample-classroom.ts';

const held: HeldRow = {
  reason: 'no-right',
  row: {
    seq: 42,
    tag: 'tag',
    doc: 'work/pour-tous/noe',
    // Longer than one call's arguments may be.
    update: Uint8Array.from({ length: 300_000 }, (_, index) => index % 251),
    hash: new Uint8Array(32).fill(0xab),
    author: 'noe',
    device: 'tablet-2',
    authors: [[7, 'noe', 'tablet-2']],
  },
};

test('[S9] an export holds each refused row whole, with its reason', () => {
  const { rows } = JSON.parse(heldExport([held])) as { rows: { update: string; [name: string]: unknown }[] };
  const [row] = rows;
  expect(Uint8Array.from(Buffer.from(row?.update ?? '', 'base64'))).toEqual(held.row.update);
  expect(row).toMatchObject({
    doc: 'work/pour-tous/noe',
    seq: 42,
    reason: 'no-right',
    author: 'noe',
    authors: [[7, 'noe', 'tablet-2']],
    sha256: 'ab'.repeat(32),
  });
});

test('a report leaves the school without secret, account, name or text', async () => {
  const cartable = await sampleTablet();
  cartable.setFile({ ...PICTURE, name: 'Awa à la plage.webp' }, 10);
  const enrolment = { ...TABLET, secret: 'TOP-SECRET', account: 'hoarau-account' };
  const text = reportText({
    enrolment,
    connection: { state: 'live', upstream: 'hub', elsewhere: false },
    debug: await cartable.debug(),
    held: [held],
    log: [],
    browser: 'Chromium',
  });
  expect(text).toContain('tablet-2');
  expect(text).toContain('work/pour-tous/noe');
  expect(text).toContain(PICTURE.sha256);
  for (const hidden of ['TOP-SECRET', 'hoarau-account', 'Awa', 'Payet', 'update', TABLET.school]) {
    expect(text).not.toContain(hidden);
  }
});
