import * as Y from 'yjs';
import type { Chance } from './chance.ts';

/** Characters after which a child begins a new paragraph. */
const PARAGRAPH_LENGTH = 120;
/** Most characters rubbed out at once. */
const RUBBED_OUT = 9;

const WORDS = (
  'la tortue verte nage dans le lagon elle mange des herbes de mer puis elle remonte pour respirer sur la plage la nuit ' +
  'elle creuse un trou et pond ses œufs les petites sortent du sable elles courent vers les vagues un crabe regarde une ' +
  'vague arrive alors tout le monde plonge et le soleil se lève'
).split(' ');

/** Where a child writes on a page while it is open. */
export class PageWriting {
  readonly #page: Y.XmlFragment;
  readonly #chance: Chance;
  #own: Y.XmlText | undefined;

  constructor(page: Y.XmlFragment, chance: Chance) {
    this.#page = page;
    this.#chance = chance;
  }

  /** At the end of the child's own paragraph; now and then in the middle of any, which may be a friend's. */
  addWord(): void {
    const word = `${this.#chance.pick(WORDS)} `;
    const texts = this.#chance.happens(0.2) ? textsOf(this.#page) : [];
    if (texts.length > 0) {
      const text = this.#chance.pick(texts);
      text.insert(this.#chance.count([0, text.length]), word);
    } else if (this.#own && this.#own.length < PARAGRAPH_LENGTH) {
      this.#own.insert(this.#own.length, word);
    } else this.#own = addParagraph(this.#page, word);
  }

  /** Rubs out the end of the child's own paragraph; nothing where there is none. */
  rubOut(): void {
    const length = Math.min(this.#own?.length ?? 0, this.#chance.count([1, RUBBED_OUT]));
    if (this.#own && length > 0) this.#own.delete(this.#own.length - length, length);
  }
}

function textsOf(page: Y.XmlFragment): Y.XmlText[] {
  return page
    .toArray()
    .flatMap((node) => (node instanceof Y.XmlElement ? node.toArray() : []))
    .filter((node) => node instanceof Y.XmlText);
}

function addParagraph(page: Y.XmlFragment, word: string): Y.XmlText {
  const paragraph = new Y.XmlElement('paragraph');
  const text = new Y.XmlText(word);
  paragraph.insert(0, [text]);
  page.insert(page.length, [paragraph]);
  return text;
}
