import type { Component } from 'svelte';
import type { PictureName } from '../../classroom/pictures.ts';
import Fish from './animals/Fish.svelte';
import Tortoise from './animals/Tortoise.svelte';
import Bird from './pictures/Bird.svelte';
import Boat from './pictures/Boat.svelte';
import Flower from './pictures/Flower.svelte';
import House from './pictures/House.svelte';
import Key from './pictures/Key.svelte';
import Moon from './pictures/Moon.svelte';
import Star from './pictures/Star.svelte';
import Sun from './pictures/Sun.svelte';
import Tree from './pictures/Tree.svelte';
import Umbrella from './pictures/Umbrella.svelte';

export const PICTURES: Record<PictureName, Component> = {
  sun: Sun,
  moon: Moon,
  star: Star,
  fish: Fish,
  tortoise: Tortoise,
  bird: Bird,
  flower: Flower,
  tree: Tree,
  house: House,
  boat: Boat,
  key: Key,
  umbrella: Umbrella,
};
