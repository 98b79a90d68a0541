import { french } from './french.ts';
import { plural } from './plural.ts';

/** The office's panel of tablets, teachers' computers and hubs. */
export const devicesFr = french({
  title: 'Les tablettes et les autres appareils',
  why: 'Chaque appareil qui entre ici, ce qu’il a le droit de lire, et quand il a donné signe de vie.',
  loading: 'La liste arrive…',
  none: 'Aucun appareil n’a encore rejoint.',
  noneWhy: 'Ajoutez une première tablette : il suffit de viser un carré avec son appareil photo.',
  notLive: 'La liste n’a pas pu être relue : voici ce qui était connu.',
  add: 'Ajouter un appareil',

  groups: { tablet: 'Tablettes', teacher: 'Ordinateurs des enseignants', hub: 'Malles' },
  tablet: (number: number) => `Tablette n° ${number}`,
  teacherDevice: (account: string) => `Ordinateur de ${account}`,
  hub: 'Une malle',
  called: (what: string, name: string) => `${what} « ${name} »`,
  noClass: 'aucune classe',
  otherClass: 'une classe partie',

  connected: 'En contact',
  heard: (ago: string) => `Dernier contact ${ago}`,
  aMomentAgo: 'il y a moins d’une minute',
  neverHeard: 'Pas encore de contact',
  states: {
    active: '',
    leaving: 'Se vide : envoie d’abord ce qui manque, puis efface tout',
    erased: 'Vidée : il n’y reste rien',
    revoked: 'N’entre plus',
  },
  gone: (count: number) => plural('fr', count, { one: '# appareil parti', other: '# appareils partis' }),

  cloned: 'Cet accès a été vu sur deux appareils en même temps.',
  clonedWhy:
    'Son contenu a sans doute été copié sur un autre appareil. Rangez-le d’abord près de la malle, pour que tout son travail y arrive. Puis choisissez « S’en occuper », « Ne plus laisser entrer », et faites-le rejoindre de nouveau avec un nouveau code : l’autre restera dehors.',

  care: 'S’en occuper',
  careOf: (what: string) => `S’occuper de : ${what}`,
  name: 'Un nom à lui',
  nameWhy: 'Par exemple « coque rouge ». Laissez vide pour n’en garder aucun.',
  rename: 'Garder ce nom',
  renamed: 'Le nom est gardé.',
  itsClasses: 'Ses classes',
  itsClassesWhy:
    'Une classe donnée arrive tout de suite. Une classe retirée part de l’appareil, une fois son travail rangé.',
  ends: 'Quand il doit partir',

  wipe: 'Vider…',
  wipeTitle: (what: string) => `Vider ${what} ?`,
  wipeLost: 'Il n’y restera rien : ni élèves, ni séances, ni travaux. Pour s’en resservir, il faudra un nouveau code.',
  wipeSafe:
    'Aucun travail n’est perdu : l’appareil envoie d’abord ce qui manque ici, et ne s’efface qu’ensuite. Il le fait dès qu’il est en contact.',
  wipeYes: 'Vider',
  shutOut: 'Ne plus laisser entrer…',
  shutOutTitle: (what: string) => `Ne plus laisser entrer : ${what} ?`,
  shutOutLost:
    'L’appareil n’entre plus, dès maintenant et pour toujours. Ce qu’il n’a pas encore envoyé reste dessus et n’arrivera pas ici. Pour un appareil perdu ou volé, c’est ce qu’il faut faire.',
  shutOutSafe: 'Tout ce qui est déjà arrivé ici est gardé. L’appareil pourra revenir avec un nouveau code.',
  shutOutYes: 'Ne plus laisser entrer',

  kind: 'Quel appareil ?',
  kinds: { tablet: 'Une tablette', teacher: 'Un ordinateur d’enseignant·e', hub: 'Une malle' },
  forClasses: 'Pour quelles classes ?',
  chooseClass: 'Choisissez au moins une classe.',
  noClasses: 'Il n’y a encore aucune classe ici : importez d’abord les élèves, ou reliez la malle à l’école.',
  number: 'Son numéro',
  numberWhy: 'Celui qui est collé dessus.',
  numberTaken: (number: number) =>
    `Il y a déjà une tablette n° ${number}. Elle resterait dans la liste à côté de celle-ci.`,
  whose: 'De qui ?',
  whoseWhy: 'Ce qui sera distribué depuis cet ordinateur le sera en son nom.',
  showCode: 'Montrer le code',
  makingCode: 'Le code se prépare…',
  tooManyCodes: 'Trop de codes attendent déjà : ils finissent au bout de quinze minutes. Réessayez un peu plus tard.',

  aim: 'Visez ce carré avec l’appareil photo de la tablette',
  aimComputer: 'Ouvrez cette adresse sur l’ordinateur',
  aimWhy: 'La tablette doit être sur le Wi-Fi de la malle. Touchez l’adresse qui s’affiche : c’est tout.',
  qrLabel: 'Carré à viser : l’adresse où l’appareil rejoint, avec son code',
  orType: (address: string) => `Ou ouvrez ${address} et tapez ce code :`,
  left: (time: string) => `Ce code sert une fois, et encore ${time}.`,
  over: 'Ce code n’est plus bon. Rien n’est perdu : demandez-en un autre.',
  newCode: 'Un nouveau code',
  here: (what: string) => `${what} a rejoint.`,
  next: (number: number) => `Suivante : tablette n° ${number}`,
  another: 'Un autre appareil',
  done: 'C’est fini',

  hubWhy:
    'Sur l’ordinateur de la malle, démarrez-la avec cette commande. Elle se relie toute seule, et le reste à chaque démarrage.',
  hubCommand: 'La commande à taper',
  hubSources: 'Sous Windows : demarrer.cmd. Depuis les sources :',
  hubNeedsWay: 'La malle a besoin d’Internet à ce moment-là.',
});
