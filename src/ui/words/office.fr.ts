import { french } from './french.ts';

/** The office: its door, its tabs and the accounts of the adults. */
export const officeFr = french({
  title: 'L’école',
  opening: 'Le bureau s’ouvre…',
  door: 'Entrer dans le bureau',
  doorWhy: 'Le bureau est réservé aux adultes de l’école, chacun avec son propre compte.',
  account: 'Votre identifiant',
  password: 'Votre mot de passe',
  totp: 'Code de votre application d’authentification',
  totpWhy: 'Six chiffres, ou l’un de vos codes de secours.',
  signIn: 'Entrer',
  signingIn: 'Vérification…',
  enterBy: (name: string) => `Entrer avec mon compte ${name}`,
  enterByWhy: 'Pour qui l’a lié à son compte d’ici ; il faut Internet.',
  signOut: 'Quitter le bureau',
  backToClass: 'Retour',
  tabList: 'Les parties du bureau',
  tabs: {
    comptes: 'Comptes',
    tablettes: 'Tablettes',
    eleves: 'Élèves',
    donnees: 'Données',
    sauvegarde: 'Sauvegarde',
    moi: 'Mon compte',
  },
  roles: {
    teacher: 'Enseignant·e',
    head: 'Direction',
    erun: 'ERUN',
    town: 'Mairie',
    parent: 'Parent',
  },

  setUp: 'Le premier compte',
  setUpWhy:
    'Personne n’a encore de compte ici. Le code de mise en service s’affiche là où la malle a été démarrée ; il crée le compte de la direction.',
  setUpCode: 'Code de mise en service',
  name: 'Nom affiché',
  nameWhy: 'Comme il doit se lire : « Mme Vellayen ».',
  newAccount: 'Identifiant',
  accountWhy: 'Des lettres minuscules sans accent, des chiffres et des traits d’union : « mme-vellayen ».',
  create: 'Créer le compte',

  changeTitle: 'Choisissez votre mot de passe',
  changeWhy: 'Celui que vous avez reçu ne sert qu’une fois.',
  currentPassword: 'Mot de passe actuel',
  newPassword: 'Nouveau mot de passe',
  passwordWhy: 'Au moins 12 caractères. Quatre mots qui ne vont pas ensemble se retiennent bien.',
  change: 'Changer le mot de passe',
  changed: 'Votre mot de passe est changé. Vos autres appareils devront s’identifier de nouveau.',

  ends: {
    idle: 'Personne n’a touché cette page depuis un moment : le bureau s’est fermé. Rien n’est perdu.',
    over: 'Votre journée au bureau est finie (huit heures) : identifiez-vous pour continuer.',
    ended: 'Votre session a pris fin : identifiez-vous pour continuer.',
  },
  troubles: {
    unreachable: 'La malle ne répond pas. Vérifiez que vous êtes sur son réseau, puis réessayez. Rien n’est perdu.',
    wrong: 'L’identifiant ou le mot de passe ne va pas.',
    wrongCode: 'Ce code ne va pas, ou il a déjà servi.',
    wrongPassword: 'Le mot de passe actuel ne va pas.',
    weak: 'Ce mot de passe est trop simple : il faut au moins 12 caractères variés, sans votre identifiant, et un autre que l’actuel.',
    pause: (seconds: number) =>
      seconds < 90
        ? `Trop d’essais. Attendez ${seconds} secondes, puis réessayez.`
        : `Trop d’essais. Attendez ${Math.ceil(seconds / 60)} minutes, puis réessayez.`,
    noRight: 'Votre compte ne permet pas cette action.',
    taken: 'Cet identifiant est déjà pris.',
    lastHead: 'L’école a besoin d’au moins un compte de direction : ajoutez-en un autre d’abord.',
    badInput: 'Quelque chose ne va pas dans ce qui est écrit : vérifiez l’identifiant et le nom.',
    providerUnreachable:
      'Le service de l’ENT ne répond pas : il faut Internet pour entrer par lui. Votre mot de passe marche sans lui.',
    providerRefused: 'L’ENT n’a pas confirmé qui vous êtes. Réessayez, ou entrez avec votre mot de passe.',
    providerOver:
      'Ce passage par l’ENT a duré trop longtemps, ou a déjà servi. Recommencez, ou entrez avec votre mot de passe.',
    providerUnlinked:
      'Votre compte de l’ENT n’est lié à aucun compte ouvert ici. Entrez avec votre mot de passe, puis liez-le dans « Mon compte ».',
    other: 'Cela n’a pas marché. Rien n’a été changé.',
  },
  families: 'Familles : les données de votre enfant',
  retry: 'Réessayer',

  adults: 'Les comptes des adultes',
  adultsWhy: 'Un compte par personne. Chaque action au bureau s’inscrit sous ce nom dans le journal.',
  addAdult: 'Ajouter un compte',
  add: 'Ajouter',
  role: 'Rôle',
  classes: 'Classes',
  noClasses: 'aucune classe',
  allClasses: 'toute l’école',
  disabled: 'fermé',
  oneTime: 'n’a pas encore choisi son mot de passe',
  withTotp: 'double vérification',
  disable: 'Fermer le compte',
  enable: 'Rouvrir le compte',
  reset: 'Nouveau mot de passe',
  handOver: (name: string) => `Le mot de passe de ${name}`,
  handOverWhy:
    'Donnez-le de la main à la main. Il sert une seule fois, pendant sept jours ; ensuite la personne choisit le sien. Il ne sera plus montré.',
  noted: 'C’est noté',
  disableTitle: (name: string) => `Fermer le compte de ${name} ?`,
  disableWhy: 'La personne est déconnectée tout de suite. Ses traces au journal restent. Le compte peut être rouvert.',
  resetTitle: (name: string) => `Un nouveau mot de passe pour ${name} ?`,
  resetWhy:
    'L’actuel ne vaudra plus et la personne est déconnectée partout. Sa double vérification et son lien avec l’ENT, si elle en a, sont retirés.',

  me: 'Mon compte',
  meAs: (name: string, role: string) => `${name} · ${role}`,
  myPassword: 'Mot de passe',
});
