import type { Component } from 'svelte';
import type { AvatarColour, AvatarName } from '../../classroom/avatars.ts';
import Bee from './animals/Bee.svelte';
import Butterfly from './animals/Butterfly.svelte';
import Cat from './animals/Cat.svelte';
import Dog from './animals/Dog.svelte';
import Fish from './animals/Fish.svelte';
import Fox from './animals/Fox.svelte';
import Frog from './animals/Frog.svelte';
import Gecko from './animals/Gecko.svelte';
import Hedgehog from './animals/Hedgehog.svelte';
import Hen from './animals/Hen.svelte';
import Ladybird from './animals/Ladybird.svelte';
import Owl from './animals/Owl.svelte';
import Rabbit from './animals/Rabbit.svelte';
import TecTec from './animals/TecTec.svelte';
import Tortoise from './animals/Tortoise.svelte';
import Whale from './animals/Whale.svelte';

export const DRAWINGS: Record<AvatarName, Component> = {
  gecko: Gecko,
  'tec-tec': TecTec,
  tortoise: Tortoise,
  whale: Whale,
  hen: Hen,
  cat: Cat,
  dog: Dog,
  rabbit: Rabbit,
  owl: Owl,
  fish: Fish,
  butterfly: Butterfly,
  hedgehog: Hedgehog,
  fox: Fox,
  frog: Frog,
  ladybird: Ladybird,
  bee: Bee,
};

/** The disc and its rim. Each rim stands at 3:1 against paper, so that the disc is seen by everyone. */
export const DISCS: Record<AvatarColour, { ground: string; rim: string }> = {
  lagoon: { ground: '#9fdcda', rim: '#0a6b72' },
  flamboyant: { ground: '#f7a68e', rim: '#bf3617' },
  ylang: { ground: '#fbd970', rim: '#96700a' },
  leaf: { ground: '#b4dca0', rim: '#2b7434' },
  dusk: { ground: '#cdbbee', rim: '#583c92' },
  sky: { ground: '#b5d8f5', rim: '#2a669c' },
  guava: { ground: '#f8bfd0', rim: '#ab3363' },
  sand: { ground: '#ecdcbc', rim: '#806438' },
};
