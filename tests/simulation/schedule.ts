import { newId } from '../../src/base/ids.ts';
import type { LogStore } from '../../src/sync/ports.ts';
import { diverged, excuse, falseTicks, lostEdits, watchPurge } from './checks.ts';
import { ALWAYS, type Break, type DiskImage } from './disk.ts';
import { Random } from './random.ts';
import type { Rights } from './rights.ts';
import { microtasks } from './scheduler.ts';
import { Snapshot } from './snapshot.ts';
import type { Machine } from './tablet.ts';
import { type Morning, type Station, TABLETS, World } from './world.ts';

export interface Outcome {
  readonly lost: string[];
  readonly diverged: string[];
  readonly leaked: number;
  readonly stuck: boolean;
  readonly edits: number;
}

/** Things that a schedule does before all is mended: mostly a few, since most mischief needs few, and now and then many. */
const ACTIONS = [3, 4, 5, 6, 8, 8, 12, 32] as const;
/** One schedule in so many begins with empty disks instead of a morning like any other. */
const EMPTY_ONE_IN = 12;
/** Steps in which all must be quiet once it is mended; the longest honest run seen needs a tenth. */
const HEALING_STEPS = 60_000;
/** Steps between two looks at whether all is quiet. */
const LOOK_EVERY = 50;

/** Looks after which every stream is opened anew. */
const RECONNECT_EVERY = 20;

type Target = Machine | Station;

/** A disk, with the tablet's id on it, and what the hub keeps beside its log. */
interface Copy {
  readonly disk: DiskImage;
  readonly device: string | undefined;
  readonly rights: ReadonlyMap<string, Rights>;
}

const copyOf = ({ rights }: World, target: Target): Copy => ({
  disk: target.disk.image(),
  device: 'device' in target ? target.device : undefined,
  rights,
});

/** A school in which all has arrived: what most schedules begin with. Always the same. */
export async function settledMorning(): Promise<Morning> {
  const world = new World(0, TABLETS, undefined);
  await world.beginEmpty();
  if (!(await heal(world))) throw new Error('an untroubled school did not come to rest');
  return world.morning();
}

export interface PlayOptions {
  /** At most so many tablets take part. */
  readonly tablets: number;
  readonly broken: Break;
  readonly morning: Morning;
  readonly watch?: (world: World, action: number) => Promise<void>;
}

/** Plays one schedule from its seed: mischief, then mending, then the checks. */
export async function playSchedule(seed: number, { tablets, broken, morning, watch }: PlayOptions): Promise<Outcome> {
  const plan = new Random(~seed);
  const world = new World(seed, 1 + plan.below(tablets), broken);
  if (plan.below(EMPTY_ONE_IN) === 0) await world.beginEmpty();
  else world.begin(morning);
  const copies = new Map<Target, Copy>();
  for (const target of [world.hub, world.ent, ...world.tablets]) copies.set(target, copyOf(world, target));
  await world.steps(plan.below(120));
  let lies = 0;
  const actions = plan.pick(ACTIONS);
  for (let action = 0; action < actions; action++) {
    lies += await act(world, copies);
    await microtasks();
    await watch?.(world, action);
    await world.steps(world.random.below(50));
    if (world.random.chance(0.15)) lies += await falseTicks(world);
  }
  const stuck = !(await heal(world));
  await watch?.(world, actions);
  const lost = (await lostEdits(world)).map(({ mark, doc, machine }) => `${mark} ${doc} ${machine.device}`);
  if (lies + (await falseTicks(world)) > 0) lost.push('a tick that was not true, or a purge that came too early');
  return { lost, diverged: await diverged(world), leaked: world.leaks, stuck, edits: world.edits.length };
}

/** Does one thing; resolves to how many promises were seen to be broken by it. */
async function act(world: World, copies: Map<Target, Copy>): Promise<number> {
  const { random } = world;
  const tablet = random.pick(world.tablets);
  // The hub is what is carried about, copied and restored.
  const target: Target = random.chance(0.4) ? world.hub : random.pick([world.ent, ...world.tablets]);
  const dice = random.next();
  if (dice < 0.37) world.write(tablet);
  else if (dice < 0.42) void world.writeInTurn(tablet);
  else if (dice < 0.5) tablet.connected = !tablet.connected;
  else if (dice < 0.53) world.uplink.connected = !world.uplink.connected;
  else if (dice < 0.59) roughen(world, tablet);
  else if (dice < 0.62) target.disk.refuses = random.pick([0, 0.3, ALWAYS]);
  else if (dice < 0.67) world.crash(target);
  else if (dice < 0.77) world.startAll();
  else if (dice < 0.82) copies.set(target, copyOf(world, target));
  else if (dice < 0.86) await rollBack(world, target, copies.get(target));
  else if (dice < 0.87) await wipe(world, tablet);
  else if (dice < 0.88) await clone(world, tablet);
  else if (dice < 0.91) world.changeRights(tablet);
  else if (dice < 0.93) tablet.run?.closeLeadingTab();
  else if (dice < 0.95) restartCompacting(world, random.pick([world.hub, world.ent]));
  else if (dice < 0.97) return tidy(world, tablet);
  else if (dice < 0.985) await world.takeBack();
  else world.handOut();
  return 0;
}

function roughen(world: World, tablet: Machine): void {
  const { random } = world;
  const weather = random.pick([tablet.weather, world.uplink]);
  weather.loss = random.pick([0, 0.1, 0.4]);
  weather.double = random.pick([0, 0.3]);
  weather.holes = random.pick([0, 0.7]);
}

/**
 * The disk comes back as it was when its copy was made. The hub's rights come back with it only by the restore command, which
 * gives the log a new name (S4); a bare copy of the log's file has the rights of today beside it.
 */
async function rollBack(world: World, target: Target, copy: Copy | undefined): Promise<void> {
  if (!copy) return;
  world.crash(target);
  // What was copied before the command was used has another name than its rights: it only comes back by the command.
  const renamed = copy.disk.log.epoch !== target.disk.log.image().epoch;
  const destroyed = await Snapshot.of(target.disk);
  const byCommand = target === world.hub && (renamed || world.random.chance(0.5));
  const epoch = byCommand ? { epoch: newId(world.random.bytes) } : {};
  target.disk.restore({ ...copy.disk, log: { ...copy.disk.log, ...epoch } });
  if ('device' in target && copy.device !== undefined) target.device = copy.device;
  await excuse(world, destroyed);
  if (byCommand) world.rights = new Map(copy.rights);
}

/** A tablet is set up anew: an empty disk and another device id. */
async function wipe(world: World, tablet: Machine): Promise<void> {
  world.crash(tablet);
  tablet.disk.wipe();
  tablet.device = `${tablet.device}+`;
  await excuse(world);
}

/** A tablet's whole profile is copied to another one, which from then on has the same name. */
async function clone(world: World, tablet: Machine): Promise<void> {
  const other = world.random.pick(world.tablets);
  if (other === tablet || other.home !== tablet.home) return;
  world.crash(other);
  other.disk.restore(tablet.disk.image());
  other.device = tablet.device;
  other.tidied = tablet.tidied;
  await excuse(world);
}

/** A node stops and puts documents together when it starts again (S14). */
function restartCompacting(world: World, station: Station): void {
  world.crash(station);
  station.compacts = true;
  world.start(station);
}

/** The tablet lets go of what may leave (S13), and is watched at it. */
async function tidy(world: World, tablet: Machine): Promise<number> {
  const { run } = tablet;
  if (!run) return 0;
  tablet.tidied = true;
  const tooEarly = await watchPurge(world, tablet);
  let done = false;
  run.tidy().then(
    () => (done = true),
    () => (done = true), // a refusing disk, no contact: the next tidying goes on
  );
  for (let step = 0; step < 40 && !done; step++) await world.scheduler.step();
  return tooEarly();
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
  // A class given while the disk was full waits for its next row, or for the next start: of the next morning.
  if (world.grantsWait) world.crash(world.hub);
  world.startAll();
  for (let round = 1; round <= HEALING_STEPS / LOOK_EVERY; round++) {
    await world.steps(LOOK_EVERY);
    if (await quiet(world)) return true;
    // As every evening: what one device could not bring up alone is tried again once others have been there; what was written into
    // an activity that had left leaves again, or is made whole where the activity was opened again.
    if (round % RECONNECT_EVERY !== 0) continue;
    world.reconnectAll();
    for (const { tidied, run } of world.tablets) if (tidied) run?.tidy().catch(() => undefined); // cut off: the next round tries again
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
