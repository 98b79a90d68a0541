import { french } from './french.ts';

/** What a person sets of their own account. */
export const peopleFr = french({
  providerTitle: (name: string) => `Compte ${name}`,
  linkWhy: (name: string) =>
    `Liez votre compte ${name} : vous pourrez entrer par lui quand il y a Internet. Votre mot de passe marche toujours, aussi sans Internet.`,
  link: (name: string) => `Lier mon compte ${name}`,
  isLinked: (name: string) =>
    `Votre compte ${name} est lié : il ouvre le bureau quand il y a Internet. Votre mot de passe marche toujours.`,
  unlink: (name: string) => `Délier mon compte ${name}`,
  linkTaken: (name: string) => `Ce compte ${name} est déjà lié à une autre personne de l’école. Rien n’a été changé.`,

  secondFactor: 'Double vérification',
  secondFactorWhy:
    'Si quelqu’un apprend votre mot de passe, il n’entre pas sans votre téléphone. Une application d’authentification montre six chiffres à chaque entrée, aussi sans Internet.',
  secondFactorOn: 'À chaque entrée, six chiffres de votre application sont demandés.',
  turnOn: 'Activer la double vérification',
  turnOff: 'Retirer la double vérification',
  turnOffWhy: 'Ensuite le mot de passe seul ouvrira votre compte.',
  provePassword: 'C’est bien vous ?',
  provePasswordWhy: 'Votre mot de passe d’abord : cet écran est peut-être resté ouvert.',
  goOn: 'Continuer',
  scan: 'Montrez ce carré à votre application',
  scanWhy: 'FreeOTP, Aegis, Google Authenticator ou une autre : ajoutez un compte en visant ce carré.',
  qrLabel: 'Carré à viser avec l’application d’authentification',
  orType: 'Ou tapez cette clé dans l’application :',
  firstCode: 'Les six chiffres que l’application montre',
  turnedOn: 'La double vérification est activée.',
  recovery: 'Vos codes de secours',
  recoveryWhy:
    'Pour le jour où le téléphone manque : chacun ouvre votre compte une fois. Écrivez-les sur papier, loin de la malle. Ils ne seront plus montrés.',
  recoveryNoted: 'Je les ai notés',
});
