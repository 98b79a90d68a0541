import { Chance } from '../../src/commands/classroom/chance.ts';

const WORDS = (
  'la tortue verte nage dans le lagon elle mange des herbes de mer puis elle remonte pour respirer sur la plage la nuit ' +
  'elle creuse un trou et pond ses œufs les petites sortent du sable elles courent vers les vagues un crabe regarde une ' +
  'vague arrive alors tout le monde plonge et le soleil se lève hier matin maman mon frère et moi sommes allés au marché ' +
  'pour acheter des mangues des letchis trois ananas bien mûrs du poisson rouge quelques brèdes parce que dimanche grand ' +
  'père vient déjeuner avec toute la famille après le repas nous irons voir le volcan s’il ne pleut pas trop là-haut'
).split(' ');

/** A child's prose of about this many characters; the same seed gives the same. */
export function prose(length: number, seed: number): string {
  const chance = new Chance(seed);
  let text = '';
  while (text.length < length) text += `${chance.pick(WORDS)} `;
  return text.slice(0, length);
}

/** A document of about this many characters, typed a few words at a time. */
export function typedProse(length: number, burst: number, seed: number): string[] {
  const text = prose(length, seed);
  return Array.from({ length: Math.ceil(length / burst) }, (_, index) =>
    text.slice(index * burst, (index + 1) * burst),
  );
}
