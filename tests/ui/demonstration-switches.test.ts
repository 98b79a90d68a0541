import { expect, test } from 'vitest';
import type { Answer, DemonstrationApi } from '../../src/ui/demonstration/api.ts';
import { partsAt } from '../../src/ui/demonstration/addresses.ts';
import { Switches } from '../../src/ui/demonstration/switches.svelte.ts';

const links = (wifi: boolean, uplink: boolean): Answer => ({ kind: 'links', links: { wifi, uplink } });

/** A hub whose answers come when the test says so. */
class SlowHub implements DemonstrationApi {
  readonly reads: ((answer: Answer) => void)[] = [];
  readonly wishes: ((answer: Answer) => void)[] = [];
  read = () => new Promise<Answer>((resolve) => this.reads.push(resolve));
  parts = async () => [];
  wish = () => new Promise<Answer>((resolve) => this.wishes.push(resolve));
}

async function linked(): Promise<{ hub: SlowHub; switches: Switches }> {
  const hub = new SlowHub();
  const switches = new Switches(hub);
  const read = switches.read();
  hub.reads[0]?.(links(true, true));
  await read;
  return { hub, switches };
}

test('a switch moves when the cut is real, not when it is wished', async () => {
  const { hub, switches } = await linked();
  const turned = switches.turn('wifi');
  expect(switches.wished).toBe('wifi');
  expect(switches.answer).toEqual(links(true, true));
  hub.wishes[0]?.(links(false, true));
  await turned;
  expect(switches.wished).toBeUndefined();
  expect(switches.answer).toEqual(links(false, true));
});

test('what was read before a wish never moves the switch back', async () => {
  const { hub, switches } = await linked();
  const early = switches.read();
  const turned = switches.turn('uplink');
  hub.wishes[0]?.(links(true, false));
  await turned;
  hub.reads[1]?.(links(true, true));
  await early;
  expect(switches.answer).toEqual(links(true, false));
});

test('a wish that does not come true is said, and the switch stays', async () => {
  const { hub, switches } = await linked();
  const turned = switches.turn('uplink');
  hub.wishes[0]?.({ kind: 'unreachable' });
  await turned;
  expect(switches.troubled).toBe(true);
  expect(switches.answer).toEqual(links(true, true));
});

test('every part has an origin of its own, on the port of this page', () => {
  const codes = [
    { tablet: 0, code: 'MAITRESSE' },
    { tablet: 2, code: 'DEUX' },
  ];
  expect(partsAt({ protocol: 'http:', port: '8080' }, codes).map(({ href }) => href)).toEqual([
    'http://maitresse.localhost:8080/rejoindre#MAITRESSE',
    'http://tablette-2.localhost:8080/rejoindre#DEUX',
  ]);
});
