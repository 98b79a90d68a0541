import { french } from './french.ts';

export const joinFr = french({
  title: 'Rejoindre la malle',
  emptied: 'L’école a vidé cet appareil : rien n’est perdu, et il lui faut un nouveau code.',
  askCode: 'Le code de la tablette',
  whereIsCode: 'Le code est affiché par l’école, sous le QR code.',
  join: 'Rejoindre',
  joining: 'La tablette rejoint la malle…',
  emptyCode: 'Écris d’abord le code.',
  unreachable:
    'La malle ne répond pas. Vérifie qu’elle est allumée et que la tablette est sur son Wi-Fi, puis réessaie.',
  badCode: 'Ce code ne va pas. Regarde bien chaque signe : il n’y a ni O, ni I, ni 0, ni 1.',
  codeUsed: 'Ce code a déjà servi, et ne sert qu’une fois. Demande un nouveau code à l’école.',
  codeOver: 'Ce code était bon pendant quinze minutes, et c’est fini. Demande un nouveau code à l’école.',
  tooManyTries: 'Trop d’essais avec un mauvais code. Attends quelques minutes, puis réessaie.',
  joined: (school: string) => `C’est fait : bienvenue à ${school}.`,
  already: (what: string, school: string) => `Cet appareil est déjà ${what} de ${school}.`,
  tablet: (number: number) => `la tablette n° ${number}`,
  teacherDevice: 'l’ordinateur de la classe',
  hubDevice: 'la malle',
  keep: 'Continuer ainsi',
  useNewCode: 'Utiliser le nouveau code',
});
