import type { MemoryLogImage } from '../../src/storage/memory/memory-log-store.ts';
import type { LogStore } from '../../src/sync/ports.ts';
import { diverged, excuse, falseTicks, lostEdits } from './checks.ts';
import type { Break } from './disk.ts';
import type { Machine } from './tablet.ts';
import { microtasks } from './scheduler.ts';
import { type Station, World } from './world.ts';

export interface Outcome {
  readonly lost: string[];
  readonly diverged: string[];
  readonly leaked: number;
  readonly stuck: boolean;
  readonly edits: number;
}

/** Things that a schedule does before all is mended. */
const ACTIONS = 40;
/** Steps in which all must be quiet once it is mended; the longest honest run seen needs a tenth. */
const HEALING_STEPS = 60_000;

type Target = Machine | Station;

/** Plays one schedule from its seed: mischief, then mending, then the checks. */
export async function playSchedule(
  seed: number,
  options: {
    readonly tablets: number;
    readonly broken: Break;
    readonly watch?: (world: World, action: number) => Promise<void>;
  },
): Promise<Outcome> {
  const world = new World(seed, options.tablets, options.broken);
  await world.begin();
  await world.steps(200);
  const images = new Map<Target, MemoryLogImage>();
  let lies = 0;
  for (let action = 0; action < ACTIONS; action++) {
    await act(world, images);
    await microtasks();
    await options.watch?.(world, action);
    await world.steps(world.random.below(60));
    if (world.random.chance(0.15)) lies += await falseTicks(world);
  }
  const stuck = !(await heal(world));
  await options.watch?.(world, ACTIONS);
  const lost = (await lostEdits(world)).map(({ mark, doc, machine }) => `${mark} ${doc} ${machine.principal.device}`);
  if (lies + (await falseTicks(world)) > 0) lost.push('a tick that was not true');
  return { lost, diverged: await diverged(world), leaked: world.leaks, stuck, edits: world.edits.length };
}

async function act(world: World, images: Map<Target, MemoryLogImage>): Promise<void> {
  const { random } = world;
  const tablet = random.pick(world.tablets);
  // The hub is what is carried about, copied and restored.
  const target: Target = random.chance(0.4) ? world.hub : random.pick([world.ent, ...world.tablets]);
  const dice = random.next();
  if (dice < 0.4) world.write(tablet);
  else if (dice < 0.46) void world.writeInTurn(tablet);
  else if (dice < 0.55) tablet.connected = !tablet.connected;
  else if (dice < 0.58) world.uplink.connected = !world.uplink.connected;
  else if (dice < 0.64) roughen(world, tablet);
  else if (dice < 0.67) target.disk.refuses = random.chance(0.5) ? 0.3 : 0;
  else if (dice < 0.72) world.crash(target);
  else if (dice < 0.84) for (const one of [world.ent, world.hub, ...world.machines]) world.start(one);
  else if (dice < 0.9) images.set(target, target.disk.image());
  else if (dice < 0.96) await rollBack(world, target, images.get(target));
  else if (dice < 0.98) await wipe(world, tablet);
  else world.handOut();
}

function roughen(world: World, tablet: Machine): void {
  const { random } = world;
  const weather = random.pick([tablet.weather, world.uplink]);
  weather.loss = random.pick([0, 0.1, 0.4]);
  weather.double = random.pick([0, 0.3]);
  weather.holes = random.pick([0, 0.7]);
}

/** The disk comes back as it was when its image was taken: a restored copy, a cloned tablet. */
async function rollBack(world: World, target: Target, image: MemoryLogImage | undefined): Promise<void> {
  if (!image) return;
  world.crash(target);
  target.disk.restore(image);
  await excuse(world);
}

/** A tablet is set up anew: an empty disk and another device id. */
async function wipe(world: World, tablet: Machine): Promise<void> {
  world.crash(tablet);
  tablet.disk.wipe();
  tablet.principal = { ...tablet.principal, device: `${tablet.principal.device}+` };
  await excuse(world);
}

/** Everything works again; true once all is quiet and nothing waits. */
async function heal(world: World): Promise<boolean> {
  for (const disk of [world.ent, world.hub, ...world.machines].map((one) => one.disk)) disk.refuses = 0;
  for (const weather of [world.uplink, ...world.machines.map((machine) => machine.weather)]) {
    weather.loss = 0;
    weather.double = 0;
    weather.holes = 0;
  }
  world.uplink.connected = true;
  for (const machine of world.machines) machine.connected = true;
  for (const one of [world.ent, world.hub, ...world.machines]) world.start(one);
  for (let round = 0; round < HEALING_STEPS / 200; round++) {
    await world.steps(200);
    if (await quiet(world)) return true;
  }
  return false;
}

/** Cheap signs first: all live, nothing waits, every cursor is honoured; only then are the contents compared. */
async function quiet(world: World): Promise<boolean> {
  const { hub, ent, machines } = world;
  const connections = [hub.run?.connection, ...machines.map(({ run }) => run?.leader.connection)];
  if (connections.some((connection) => connection?.state.value !== 'live')) return false;
  if (!(await settledWith(hub.disk.log, ent.disk.log))) return false;
  for (const { disk } of machines) if (!(await settledWith(disk.log, hub.disk.log))) return false;
  return (await lostEdits(world)).length === 0 && (await diverged(world)).length === 0;
}

/** A tablet is not told of rows that it may not read, so its cursor may rest before the end. */
async function settledWith(below: LogStore, above: LogStore): Promise<boolean> {
  const [{ rows }, cursor] = await Promise.all([below.pendingCount(), below.cursor()]);
  return rows === 0 && cursor !== null && (await above.bears(cursor));
}
