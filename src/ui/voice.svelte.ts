import type { Language } from './words/room.ts';
import type { Keep } from './words/words.svelte.ts';

const KEPT_UNDER = 'cartable.voice';
const TAGS: Record<Language, string> = { fr: 'fr-FR', en: 'en-GB' };

/**
 * The tablet's own speaking voice. Only voices that live on the tablet count: others need the Internet and send the words
 * away. Silent until someone asks for it, since fourteen tablets speak at once in one class.
 */
export class Voice {
  readonly #synthesis: SpeechSynthesis | undefined;
  readonly #keep: Keep | undefined;
  #voices: readonly SpeechSynthesisVoice[] = $state.raw([]);
  #on = $state(false);

  constructor(synthesis: SpeechSynthesis | undefined, keep: Keep | undefined) {
    this.#synthesis = synthesis;
    this.#keep = keep;
    this.#on = keep?.getItem(KEPT_UNDER) === 'on';
  }

  /** Some browsers know their voices only after a while; returns the way to stop listening for them. */
  start(): () => void {
    const take = () => (this.#voices = this.#synthesis?.getVoices() ?? []);
    take();
    this.#synthesis?.addEventListener('voiceschanged', take);
    return () => this.#synthesis?.removeEventListener('voiceschanged', take);
  }

  canSpeak(language: Language): boolean {
    return this.#voiceFor(language) !== undefined;
  }

  get on(): boolean {
    return this.#on;
  }

  turn(state: 'on' | 'off'): void {
    this.#on = state === 'on';
    this.#keep?.setItem(KEPT_UNDER, state);
    if (!this.#on) this.#synthesis?.cancel();
  }

  /** Says it if there is a voice for it; what was being said stops. */
  say(text: string, language: Language): void {
    const voice = this.#voiceFor(language);
    if (!voice || !this.#synthesis) return;
    const words = new SpeechSynthesisUtterance(text);
    words.voice = voice;
    words.lang = TAGS[language];
    words.rate = 0.9;
    this.#synthesis.cancel();
    this.#synthesis.speak(words);
  }

  #voiceFor(language: Language): SpeechSynthesisVoice | undefined {
    return this.#voices.find((voice) => voice.localService && voice.lang.toLowerCase().startsWith(language));
  }
}
