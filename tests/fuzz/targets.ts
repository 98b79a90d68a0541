import { FuzzedHub } from './hub.ts';
import type { AnyTarget } from './target.ts';
import { answerTarget } from './targets/answer.ts';
import { byteRangeTarget } from './targets/byte-range.ts';
import { decoderTarget } from './targets/decoder.ts';
import { hubHttpTarget } from './targets/hub-http.ts';
import { hubFrameTarget, hubSocketTarget } from './targets/hub-socket.ts';
import { frameTarget, largeMessageTarget, messageTarget } from './targets/message.ts';
import { requestTarget } from './targets/request.ts';
import { rosterTarget } from './targets/roster.ts';
import { bearerTarget, documentIdTarget, zipTarget } from './targets/text.ts';
import { updateTarget } from './targets/update.ts';
import { workerFileTarget } from './targets/worker-file.ts';

/** Every place where bytes from outside come in, or the one of this name, if there is one; `close` ends the real hub. */
export async function openTargets(name?: string): Promise<{ targets: AnyTarget[]; close: () => Promise<void> }> {
  const here = [
    ...[messageTarget(), largeMessageTarget(), frameTarget(), byteRangeTarget(), rosterTarget()],
    ...[documentIdTarget(), bearerTarget(), zipTarget(), updateTarget(), decoderTarget(), requestTarget()],
    ...[await answerTarget(), await workerFileTarget()],
  ];
  const one = here.find((target) => target.name === name);
  if (one) return { targets: [one], close: async () => undefined };
  const hub = await FuzzedHub.open();
  const all = [...here, hubHttpTarget(hub), hubSocketTarget(hub), hubFrameTarget(hub)];
  const targets = all.filter((target) => name === undefined || target.name === name);
  if (targets.length > 0) return { targets, close: () => hub.close() };
  await hub.close();
  throw new NoSuchTarget(
    name!,
    all.map((target) => target.name),
  );
}

/** A name that no target has. */
export class NoSuchTarget extends Error {
  constructor(wanted: string, names: readonly string[]) {
    super(`there is no target '${wanted}'. There are ${names.map((name) => `'${name}'`).join(', ')}.`);
  }
}
