import { LANGUAGES, type Language, type Room } from './room.ts';

const KEPT_UNDER = 'cartable.language';

/** Where a choice of this device is kept: `localStorage`, or nothing where the browser forbids it. */
export type Keep = Pick<Storage, 'getItem' | 'setItem'>;

/**
 * The language of the screens. In a component:
 *
 *     const words = getWords();
 *     const say = $derived(words.of(joinWords));
 *     … {say.title}
 */
export class Words {
  readonly #keep: Keep | undefined;
  #language: Language = $state('fr');

  constructor(keep: Keep | undefined) {
    this.#keep = keep;
    this.#language = LANGUAGES.find((language) => language === keep?.getItem(KEPT_UNDER)) ?? 'fr';
  }

  get language(): Language {
    return this.#language;
  }

  /** A room's words in the language of the moment. */
  of<Catalogue>(room: Room<Catalogue>): Catalogue {
    return room[this.#language];
  }

  speak(language: Language): void {
    this.#language = language;
    this.#keep?.setItem(KEPT_UNDER, language);
  }

  /** "Awa, Léo et Noé". */
  list(names: readonly string[]): string {
    return new Intl.ListFormat(this.#language, { type: 'conjunction' }).format(names);
  }

  number(value: number): string {
    return new Intl.NumberFormat(this.#language).format(value);
  }

  /** "mardi 14:05", for a time of this or another device: shown only (S6). */
  time(milliseconds: number): string {
    return new Intl.DateTimeFormat(this.#language, { weekday: 'long', hour: '2-digit', minute: '2-digit' }).format(
      milliseconds,
    );
  }
}
