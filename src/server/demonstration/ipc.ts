import * as v from 'valibot';

/*
 * What the two processes of an embedded demonstration and their parent say to each other over Node's own channel.
 * The panel's wish about the uplink goes hub → parent → ENT (its gate), and the ENT's answer goes the way back.
 */
const ParentMessageSchema = v.variant('t', [
  /** To the ENT: answer, or stop answering. */
  v.object({ t: v.literal('gate'), open: v.boolean() }),
  /** To the hub: how the uplink is now. */
  v.object({ t: v.literal('uplink'), open: v.boolean() }),
]);
export type ParentMessage = v.InferOutput<typeof ParentMessageSchema>;

const ChildMessageSchema = v.variant('t', [
  /** The node listens at this address. */
  v.object({ t: v.literal('ready'), url: v.string() }),
  /** The hub holds a class and a lesson with all its files. */
  v.object({ t: v.literal('filled') }),
  /** The hub wishes the uplink so. */
  v.object({ t: v.literal('wish-uplink'), open: v.boolean() }),
  /** The ENT's gate is so now. */
  v.object({ t: v.literal('gate-is'), open: v.boolean() }),
]);
export type ChildMessage = v.InferOutput<typeof ChildMessageSchema>;

/** Calls back for each message of the parent; nothing happens where no parent is listening. */
export function onParentMessage(listener: (message: ParentMessage) => void): void {
  process.on('message', (message) => {
    const parsed = v.safeParse(ParentMessageSchema, message);
    if (parsed.success) listener(parsed.output);
  });
}

/** False where there is no parent to tell. */
export function tellParent(message: ChildMessage): boolean {
  if (!process.connected) return false;
  process.send?.(message);
  return true;
}

/** A message of a child, or undefined where it is none of ours. */
export function readChildMessage(message: unknown): ChildMessage | undefined {
  const parsed = v.safeParse(ChildMessageSchema, message);
  return parsed.success ? parsed.output : undefined;
}
