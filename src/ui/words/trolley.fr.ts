import { french } from './french.ts';
import { plural } from './plural.ts';

const daysOf = (days: number) => plural('fr', Math.max(0, days), { one: '# jour', other: '# jours' });

/** What a trolley says of itself to who looks after it. */
export const trolleyFr = french({
  title: (name: string) => `La malle « ${name} »`,
  looking: 'La malle s’examine : quelques secondes…',
  lookAgain: 'Examiner de nouveau',
  allGood: 'Tout va bien.',
  check: {
    name: 'Son nom sur le Wi-Fi',
    clock: 'Son horloge',
    certificate: 'Son certificat',
    disk: 'La place qui reste',
    port: 'Sa porte d’entrée',
    lid: 'Capot fermé',
    backup: 'Sa sauvegarde',
  },
  states: { good: 'bien', attention: 'à surveiller', bad: 'à régler', unknown: 'inconnu' },
  unknown: 'La malle n’a pas pu le savoir.',
  name: {
    good: 'Il mène ici : les tablettes la trouvent.',
    attention:
      'Personne ne répond encore à ce nom. Servez-vous de l’adresse en chiffres, ou installez Avahi (Linux) ou Bonjour (Windows) sur cette machine.',
    bad: 'Il mène à une autre machine : donnez un autre nom à l’une des deux.',
  },
  clock: {
    good: 'Elle semble à l’heure.',
    bad: (day: string) => `Elle retarde : le ${day} est déjà passé. Mettez cette machine à l’heure.`,
  },
  certificate: {
    good: (days: number) => `Valable encore ${daysOf(days)} ; il se renouvelle tout seul.`,
    bad: (days: number) =>
      `Valable encore ${daysOf(days)} seulement : il ne s’est pas renouvelé. Vérifiez l’horloge et la place qui reste, puis redémarrez la malle.`,
  },
  disk: {
    good: (gigabytes: string) => `${gigabytes} Go libres.`,
    bad: (gigabytes: string) =>
      `${gigabytes} Go libres, trop peu : bientôt les fichiers, puis les travaux n’auront plus de place. Supprimez d’autres fichiers de cette machine.`,
  },
  port: {
    good: (port: number) =>
      `Elle répond (port ${port}). Le pare-feu de la machine doit aussi laisser passer les tablettes.`,
    bad: (port: number) => `Elle ne répond pas (port ${port}) : autorisez Cartable dans le pare-feu de la machine.`,
  },
  lid: {
    good: 'La malle continue quand on ferme le capot.',
    attention:
      'Quand on ferme le capot, cette machine s’endort et la classe perd sa malle : réglez « Ne rien faire » à la fermeture du capot.',
    unknown:
      'La malle n’a pas pu savoir si elle s’endort quand on ferme le capot. Essayez : capot fermé, une tablette doit encore la trouver.',
  },
  backup: {
    good: (day: string) => `La dernière est du ${day}.`,
    old: (day: string) =>
      `La dernière est du ${day}. L’onglet « Sauvegarde » en fait une tout de suite, à garder ailleurs que dans la malle.`,
    none: 'Aucune encore. L’onglet « Sauvegarde » en fait une tout de suite, à garder ailleurs que dans la malle.',
  },

  prepare: 'Préparer une tablette',
  prepareWhy:
    'La première fois, chaque tablette doit apprendre à faire confiance à la malle : visez ce carré avec son appareil photo, et suivez la page qui s’ouvre. Ensuite seulement, ajoutez-la en haut de cette page.',
  qrLabel: 'Carré à viser : l’adresse de la page de préparation',
  orOpen: 'Ou ouvrez l’une de ces adresses :',
  fingerprint: 'L’empreinte à comparer',
  fingerprintWhy: 'La page de préparation montre la même. Si un seul signe diffère, n’installez rien.',
});
