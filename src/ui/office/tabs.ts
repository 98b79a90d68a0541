import type { Component } from 'svelte';
import type { Duty } from '../../classroom/duties.ts';
import type { IconName } from '../parts/icons.ts';

/** One panel of the office. */
export interface Tab {
  /** Its place in the address: /ecole/<path>. Its name is the word of this key in words/office. */
  readonly path: 'comptes' | 'tablettes' | 'eleves' | 'donnees' | 'sauvegarde' | 'moi';
  readonly icon: IconName;
  /** Shown to who has one of these duties; to everybody where there is none. */
  readonly duties: readonly Duty[];
  readonly load: () => Promise<{ default: Component<Record<string, never>> }>;
}

/** The panels in the order of their tabs. A room of the office adds its own line. */
export const TABS: readonly Tab[] = [
  { path: 'comptes', icon: 'people', duties: ['manage-adults'], load: () => import('./people/Adults.svelte') },
  { path: 'tablettes', icon: 'tablet', duties: ['see-devices'], load: () => import('./devices/Devices.svelte') },
  { path: 'eleves', icon: 'class', duties: ['import-roster'], load: () => import('./roster/Roster.svelte') },
  {
    path: 'donnees',
    icon: 'file',
    duties: ['export-pupils', 'erase-pupils', 'read-audit'],
    load: () => import('./privacy/Privacy.svelte'),
  },
  { path: 'sauvegarde', icon: 'download', duties: ['back-up'], load: () => import('./backup/Backup.svelte') },
  { path: 'moi', icon: 'lock', duties: [], load: () => import('./people/MyAccount.svelte') },
];

/** The tabs of somebody with these duties. */
export const tabsOf = (duties: readonly Duty[]): readonly Tab[] =>
  TABS.filter((tab) => tab.duties.length === 0 || tab.duties.some((duty) => duties.includes(duty)));
