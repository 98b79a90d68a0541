import { Log } from '../../src/base/log.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FILE_CHUNK_BYTES } from '../../src/classroom/file-ref.ts';
import { openStores } from '../../src/main/open-stores.ts';
import { chunksSha256, describeFile } from '../../src/sync/files/manifest.ts';
import { type DraftRow, StorageFailure } from '../../src/sync/ports.ts';
import { clearDisk, liftQuota, noise, shrinkDisk } from '../support/real-disk.ts';
import { LESSON } from '../support/sample-classroom.ts';

/** Room for the database and a film of three chunks, and not for a work of as much besides, in bytes. */
const SMALL_QUOTA = 6_000_000;
const CHUNKS = 3;

beforeEach(() => shrinkDisk(SMALL_QUOTA));
afterEach(async () => {
  await liftQuota();
  await clearDisk();
});

test('[S18] on a disk that is really full a file gives way to a pupil’s work', async () => {
  const { log, files, projections } = openStores(new Log(() => 0));
  const bytes = noise(CHUNKS * FILE_CHUNK_BYTES);
  const { ref, chunks } = await describeFile(bytes, { name: 'film.webm', type: 'video/webm' });
  expect(ref.chunksSha256).toBe(await chunksSha256(chunks));
  const film = { id: 'voir', kind: 'watch' as const, title: 'Le film', instruction: '', file: ref };
  await projections.put([{ doc: 'lesson/l', kind: 'lesson', value: { ...LESSON, id: 'l', steps: [film] } }], 0);
  await files.begin(ref, chunks);
  for (let i = 0; i < CHUNKS; i++) {
    await files.putChunk(ref.sha256, i, bytes.slice(i * FILE_CHUNK_BYTES, (i + 1) * FILE_CHUNK_BYTES));
  }
  const row: DraftRow = {
    doc: 'work/a/awa',
    update: noise(CHUNKS * FILE_CHUNK_BYTES),
    author: 'awa',
    device: 't1',
    authors: [],
  };
  const first = await log.append([row]).catch((cause: unknown) => cause);
  expect(await files.get(ref.sha256)).toBeUndefined();
  if (first instanceof Error) {
    // Chromium may give the room of what was deleted back only later: then the edit is told as not kept, and tried again (S1).
    expect(first).toEqual(new StorageFailure('full'));
    expect(await log.rowsOf(row.doc)).toEqual([]);
    await liftQuota();
    expect((await log.append([row])).seq).toBe(1);
  }
  expect((await log.rowsOf('work/a/awa'))[0]?.update).toEqual(row.update);
  await log.close();
});
