import { createContext } from 'svelte';
import type { Cartable } from '../sync/facade.ts';
import type { Router } from './router.svelte.ts';
import type { Words } from './words/words.svelte.ts';

/** What App.svelte gives to every screen below it. */
export const [getCartable, setCartable] = createContext<Cartable>();
export const [getWords, setWords] = createContext<Words>();
export const [getRouter, setRouter] = createContext<Router>();
