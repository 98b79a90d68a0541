import { encode } from 'uqr';
import { describe, expect, test } from 'vitest';
import type { SchoolClass } from '../../src/classroom/class-document.ts';
import { hashCard, newCard, pupilOfCard } from '../../src/classroom/pupil-card.ts';
import { sampleClass } from '../support/sample-classroom.ts';

async function classWhereAwaHas(card: string): Promise<SchoolClass> {
  const { pupils, ...rest } = await sampleClass();
  const hash = (await hashCard(card))!;
  return { id: 'ce2', ...rest, pupils: pupils.map((one) => (one.id === 'awa' ? { ...one, card: hash } : one)) };
}

describe('a card', () => {
  test('is of whoever it was made for, and of nobody after another was made', async () => {
    const [before, now] = [newCard(), newCard()];
    const classes = [await classWhereAwaHas(now)];
    expect((await pupilOfCard(now, classes))?.id).toBe('awa');
    expect(await pupilOfCard(before, classes)).toBeUndefined();
  });

  test('carries 128 random bits, and its hash alone is kept', async () => {
    const card = newCard(() => new Uint8Array(16).fill(0xab));
    expect(card).toBe(`CARTABLE:${'AB'.repeat(16)}`);
    expect(await hashCard(card)).toMatch(/^[\w-]{43}$/);
    expect(new Set(Array.from({ length: 20 }, () => newCard())).size).toBe(20);
  });

  test('is drawn in at most 29 squares a side with a quarter of them spare', () => {
    expect(encode(newCard(), { ecc: 'Q', border: 0 }).size).toBe(29);
  });

  test('what is no card is nobody’s, whatever it says', async () => {
    const card = newCard();
    const classes = [await classWhereAwaHas(card)];
    const others = [
      '',
      'CARTABLE:',
      card.toLowerCase(),
      `${card}0`,
      card.slice(0, -2),
      ` ${card}`,
      'https://example.org',
    ];
    for (const text of others) expect(await pupilOfCard(text, classes)).toBeUndefined();
  });

  test('opens for nobody where pupils have none', async () => {
    const without = { id: 'ce2', ...(await sampleClass()) };
    expect(await pupilOfCard(newCard(), [without])).toBeUndefined();
    expect(await pupilOfCard('nothing', [without])).toBeUndefined();
  });
});
