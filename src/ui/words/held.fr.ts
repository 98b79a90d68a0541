import type { Place } from '../held/held-work.ts';
import { french } from './french.ts';
import { plural } from './plural.ts';

const many = (count: number, one: string, other: string) => plural('fr', count, { one, other });

const PLACES = { here: 'sur cet appareil', trolley: 'dans la malle', elsewhere: 'sur un autre ordinateur' } as const;
const where = (place: Place) => (place.at === 'tablet' ? `sur la tablette n° ${place.number}` : PLACES[place.at]);

export const heldFr = french({
  where,
  ofOne: (count: number, who: string, place: Place) =>
    many(
      count,
      `# travail de ${who} n’a pas pu être envoyé — il est en sécurité ${where(place)}.`,
      `# travaux de ${who} n’ont pas pu être envoyés — ils sont en sécurité ${where(place)}.`,
    ),
  somebody: 'quelqu’un',
  ofSeveral: (count: number) =>
    `${count} travaux n’ont pas pu être envoyés — ils sont en sécurité sur les appareils où ils ont été faits.`,
  ofDamaged: (count: number) =>
    many(
      count,
      '# travail est gardé à part : un disque en a abîmé un morceau.',
      '# travaux sont gardés à part : un disque en a abîmé des morceaux.',
    ),
  whatToDo: 'Que faire ?',
  shortly: (count: number) => many(count, '# travail gardé à part', '# travaux gardés à part'),
  dialogTitle: 'Des travaux gardés à part',
  close: 'Fermer',
  seen: 'J’ai vu',
  safe: 'Rien n’est perdu. La malle n’a pas pu les prendre ; l’appareil les garde jusqu’à ce que quelqu’un s’en occupe.',
  damaged:
    'Un disque a abîmé un morceau de travail. Le reste est là. Si une tablette, la malle ou l’école a encore ce morceau, il revient tout seul.',
  keepDevice: 'En attendant, ne réinitialisez pas cet appareil.',
  since: (when: string) => `depuis ${when}`,
  unknownWork: 'un travail',
  stepTake: 'Prenez la tablette.',
  stepOpen: 'En haut de son écran, touchez le signe de la malle, puis « Pour la maîtresse ou le maître ».',
  stepDo: 'Touchez « Essayer de nouveau », ou enregistrez une copie.',
  trolleySteps:
    'Ce qui est dans la malle n’a pas pu monter à l’école : dites-le à la personne qui s’occupe de la malle.',
  openHere: 'Voir ce qui est gardé sur cet ordinateur',
  why: {
    author: 'La malle ne le reconnaît pas comme son auteur. A-t-il changé de classe ou de groupe ?',
    copy: 'Il semble venir d’un autre appareil. Cette tablette est-elle la copie d’une autre ?',
    size: 'Il est trop gros pour la malle.',
    unreadable: 'La malle ne peut pas le lire.',
    damaged: 'Un morceau en a été abîmé par le disque. Essayer de nouveau n’y changera rien : gardez-en une copie.',
    gone: 'Il a été effacé pour de bon à l’école.',
    other: 'La malle l’a refusé.',
  },

  pageTitle: 'Travaux gardés à part',
  forTeacher: 'Cette page est pour la maîtresse ou le maître.',
  safeHere: 'La malle n’a pas pu prendre ces travaux. Rien n’est perdu : cet appareil les garde.',
  none: 'Rien n’est gardé à part sur cet appareil.',
  tryAgain: 'Essayer de nouveau',
  saveCopy: 'Enregistrer une copie',
  saved: 'La copie est dans les téléchargements de cet appareil. Le travail reste gardé ici aussi.',
  trying: 'C’est reparti. Si la malle refuse encore, le travail reviendra sur cette page.',
  tryFailed: 'Cet appareil n’a pas pu le remettre en route. Rien n’a changé. Recommencez dans un moment.',
  letGo: 'J’ai compris, ne plus le garder ici',
  letGoWhy: 'Quand une copie est enregistrée, ce que le disque a abîmé peut partir d’ici : on ne vous en parlera plus.',
  letGoFailed: 'Cet appareil n’a pas pu le laisser partir. Rien n’a changé. Recommencez dans un moment.',
  copyWhy: 'La copie contient le travail entier. Donnez-la à la personne qui s’occupe de la malle.',
});
