import { french } from './french.ts';

/** The lock of a teacher's own device. */
export const lockFr = french({
  lock: 'Verrouiller',
  close: 'Fermer',
  title: 'Ordinateur verrouillé',
  ask: 'Votre code à chiffres',
  open: 'Ouvrir',
  checking: 'Vérification…',
  wrong: 'Ce n’est pas le bon code.',
  safe: 'Rien n’est perdu : votre classe est derrière cette porte.',
  closed: 'Trop de codes faux. Pour votre classe, cet ordinateur ne s’ouvre plus que par votre mot de passe.',
  forgotten: 'J’ai oublié mon code',
  backToPin: 'Revenir au code à chiffres',
  byPasswordTitle: 'Ouvrir avec votre mot de passe',
  byPassword: 'Celui de votre compte à l’école. La malle doit répondre. Vous choisirez ensuite un autre code.',
  orNewCode: 'Sans mot de passe : demandez à la direction un nouveau code pour cet ordinateur.',
  otherAccount: 'Ce compte n’est pas celui de cet ordinateur.',

  none: 'N’importe qui peut ouvrir cette page quand vous vous éloignez.',
  noneHint: 'Avec un code à chiffres, elle se referme toute seule et ne s’ouvre que pour vous, même loin de la malle.',
  chooseShort: 'Choisir un code',
  later: 'Plus tard',

  ofDevice: 'Code de cet ordinateur',
  choose: {
    title: 'Choisir le code de cet ordinateur',
    digits: (least: number, most: number) => `Votre code : de ${least} à ${most} chiffres`,
    again: 'Le même, encore une fois',
    when: (minutes: number) =>
      `Il sera demandé après ${minutes} minutes sans toucher l’ordinateur, ou quand vous touchez « Verrouiller ».`,
    protects:
      'Ce qu’il empêche : qu’un élève curieux ouvre votre classe. Ce qu’il n’empêche pas : que quelqu’un emporte l’ordinateur et lise son disque. Contre cela, demandez que le disque soit chiffré.',
    go: 'Garder ce code',
    remove: 'Ne plus demander de code',
    faults: {
      length: (least: number, most: number) => `Il faut de ${least} à ${most} chiffres.`,
      'too-easy': 'Ce code se devine trop vite. Choisissez-en un autre que 1234 ou 0000.',
      different: 'Les deux codes ne sont pas les mêmes.',
    },
    done: 'Le code est gardé.',
  },
});
