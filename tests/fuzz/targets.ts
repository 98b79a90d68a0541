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

/** Every place where bytes from outside come in, or the one of this name; `close` ends the real hub. */
export async function openTargets(name?: string): Promise<{ targets: AnyTarget[]; close: () => Promise<void> }> {
  const here = [
    ...[messageTarget(), largeMessageTarget(), frameTarget(), byteRangeTarget(), rosterTarget()],
    ...[documentIdTarget(), bearerTarget(), zipTarget(), updateTarget(), decoderTarget(), requestTarget()],
    ...[await answerTarget(), await workerFileTarget()],
  ].filter((one) => name === undefined || one.name === name);
  if (name !== undefined && here.length > 0) return { targets: here, close: async () => undefined };
  const hub = await FuzzedHub.open();
  const outside = [hubHttpTarget(hub), hubSocketTarget(hub), hubFrameTarget(hub)];
  const targets = [...here, ...outside].filter((one) => name === undefined || one.name === name);
  return { targets, close: () => hub.close() };
}
