import { expect, test, vi } from 'vitest';
import { LONGEST_LOOK_MS, ReadingCard } from '../../src/ui/pupil/card/reading-card.svelte.ts';
import { ManualClock } from '../support/manual-clock.ts';

/** A camera that counts, and a reader that says what the test holds before it. */
function begin({ cameraComes = Promise.resolve() }: { cameraComes?: Promise<void> } = {}) {
  const clock = new ManualClock();
  const camera = { isOn: false, wasOn: false };
  const held: { text: string | undefined } = { text: undefined };
  const shown: string[] = [];
  const onover = vi.fn();
  const stream = { getTracks: () => [{ stop: () => (camera.isOn = false) }] } as unknown as MediaStream;
  const reading = new ReadingCard({
    signingIn: {
      cardRest: undefined,
      restForCards: () => {},
      showCard: async (whose) => ((await whose()) ? 'welcome' : 'unknown'),
    },
    openCamera: async () => {
      await cameraComes;
      Object.assign(camera, { isOn: true, wasOn: true });
      return stream;
    },
    openReader: async () => async () => held.text,
    isCard: async (text) => text.startsWith('card'),
    pupilOf: async (text) => void shown.push(text),
    after: (ms, call) => clock.after(ms, call),
    onover,
  });
  const stop = reading.start(() => ({}) as HTMLVideoElement);
  /** One picture after another, with all that follows from each. */
  const look = async (pictures = 1) => {
    for (let picture = 0; picture < pictures; picture += 1) {
      clock.advance(200);
      await vi.waitFor(() => expect(clock.timers).toBe(2));
    }
  };
  return {
    clock,
    camera,
    held,
    shown,
    onover,
    reading,
    stop,
    look,
    ready: () => vi.waitFor(() => expect(clock.timers).toBe(2)),
  };
}

test('a card that stays before the camera is one try; taken away and shown again it is another', async () => {
  const { held, shown, look, ready, reading } = begin();
  await ready();
  held.text = 'card 1';
  await look(4);
  expect(shown).toEqual(['card 1']);
  expect(reading.said).toBe('unknown');
  held.text = undefined; // a hand shook: it was not gone
  await look(2);
  held.text = 'card 1';
  await look(2);
  expect(shown).toEqual(['card 1']);
  held.text = undefined;
  await look(5);
  held.text = 'card 1';
  await look();
  expect(shown).toEqual(['card 1', 'card 1']);
});

test('the camera goes off when the dialog is closed, also where it only came afterwards', async () => {
  const early = begin();
  await early.ready();
  expect(early.camera.isOn).toBe(true);
  early.stop();
  expect(early.camera.isOn).toBe(false);
  expect(early.clock.timers).toBe(0);

  let come = () => {};
  const late = begin({ cameraComes: new Promise((resolve) => (come = resolve)) });
  late.stop();
  come();
  await vi.waitFor(() => expect(late.camera).toEqual({ isOn: false, wasOn: true }));
  expect(late.reading.stream).toBeUndefined();
});

test('a dialog that a child walked away from asks to be closed', async () => {
  const { clock, onover, ready } = begin();
  await ready();
  clock.advance(LONGEST_LOOK_MS - 1);
  expect(onover).not.toHaveBeenCalled();
  clock.advance(1);
  expect(onover).toHaveBeenCalledOnce();
});
