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
});
