type Words = { readonly [key: string]: string | ((...values: never[]) => string) | Words };

/** Puts the no-break spaces of French typography, so that the catalogue is written with ordinary ones. */
export function french<Catalogue extends Words>(words: Catalogue): Catalogue {
  return Object.fromEntries(Object.entries(words).map(([key, word]) => [key, typeset(word)])) as Catalogue;
}

function typeset(word: Words[string]): Words[string] {
  if (typeof word === 'string') return withNoBreakSpaces(word);
  if (typeof word === 'function') return (...values: never[]) => withNoBreakSpaces(word(...values));
  return french(word);
}

const withNoBreakSpaces = (text: string): string =>
  text
    .replace(/ ([?!:;»%])/g, '\u00a0$1')
    .replace(/« /g, '«\u00a0')
    .replace(/n° /g, 'n°\u00a0');
