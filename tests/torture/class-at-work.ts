import type { Result } from '../../src/base/result.ts';
import { Chance } from '../../src/commands/classroom/chance.ts';
import { handOut } from '../../src/commands/classroom/hand-out.ts';
import { Room } from '../../src/commands/classroom/room.ts';
import { type Seat, signIn } from '../../src/commands/classroom/sign-in.ts';
import { sentencesFor, type Trouble } from '../../src/commands/classroom/trouble.ts';
import { DEMONSTRATION_CODE } from '../../src/server/demonstration/school.ts';
import type { Ordeal } from './blows.ts';
import { Proof } from './proof.ts';
import { type Broken, School } from './school.ts';
import { Scribe } from './scribe.ts';

export interface Settings {
  readonly kills: number;
  readonly tablets: number;
  readonly seed: number;
}

/** Longest wait for the tablets to have what was handed out, in milliseconds. */
const JOIN_LIMIT_MS = 60_000;

/** Tablets at a hub and an ENT, with pupils who write and write. */
export class ClassAtWork {
  readonly room: Room;
  readonly ordeal: Ordeal;
  readonly #scribes: Scribe[] = [];
  #writing: Promise<unknown> = Promise.resolve();

  private constructor(room: Room, ordeal: Ordeal) {
    this.room = room;
    this.ordeal = ordeal;
  }

  /** With `broken` the hub commits late. */
  static async begin(settings: Settings, broken?: Broken): Promise<ClassAtWork> {
    const chance = new Chance(settings.seed);
    const school = await School.open(chance, broken);
    const room = roomAt(school, settings);
    const acknowledged = (): number => room.ledger.acknowledged.size;
    const knock = (): void => room.tablets.forEach((tablet) => tablet.leader.connection.poke());
    const proof = new Proof(room.ledger, room);
    school.proof = proof;
    const atWork = new ClassAtWork(room, { school, proof, chance, acknowledged, knock });
    try {
      await atWork.#sitDown();
      return atWork;
    } catch (error) {
      await atWork.close();
      throw error;
    }
  }

  /** The pupils put their pencils down. */
  async rest(): Promise<void> {
    for (const scribe of this.#scribes) scribe.stop();
    await this.#writing;
  }

  async close(): Promise<void> {
    await this.rest();
    await this.room.close();
    await this.ordeal.school.close();
  }

  async #sitDown(): Promise<void> {
    const { room, ordeal } = this;
    for (const seat of await takeSeats(room, ordeal.school)) {
      this.#scribes.push(new Scribe(seat, room.chance(), room.ledger));
    }
    this.#writing = Promise.all(this.#scribes.map((scribe) => scribe.write()));
    this.#writing.catch(() => undefined); // heard of in `rest`
  }
}

function roomAt(school: School, { tablets, seed }: Settings): Room {
  const { codes } = school.trolley;
  const codesOfRoom = { tablet: codes.tablets[0]!.code, teacher: codes.teacher.code };
  const options = { minutes: 0, json: false, code: undefined, teacherCode: undefined, pictures: DEMONSTRATION_CODE };
  return new Room({ hub: new URL(school.wifi.url), tablets, seed, ...options }, codesOfRoom);
}

/** A teacher hands the lesson out, the pupils sit down. */
async function takeSeats(room: Room, { trolley }: School): Promise<readonly Seat[]> {
  sure(await room.fill());
  const made = sure(await handOut(room.settings.hub, trolley.codes.teacher.code, room.chance().next));
  const arrived = await room.allAre(async ({ tablet }) => {
    const there = await tablet.log.documentIds();
    return made.every((id) => there.includes(id)) && tablet.isUpToDate();
  }, JOIN_LIMIT_MS);
  if (!arrived) throw new Error('what was handed out did not arrive');
  return sure(await signIn(room.tablets, DEMONSTRATION_CODE, room.chance()));
}

function sure<Value>(result: Result<Value, Trouble>): Value {
  if (!result.ok) throw new Error(sentencesFor(result.error));
  return result.value;
}
