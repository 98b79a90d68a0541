import type { SetupWords } from './words.ts';

export const setupFr: SetupWords = {
  lang: 'fr',
  other: { lang: 'en', label: 'English', href: '/en' },
  title: (name) => `Préparer cette tablette pour la malle « ${name} »`,
  lead: 'Une fois par tablette : installez le certificat de la malle, puis ouvrez Cartable. Cette page n’a pas besoin d’Internet.',
  untrustedTitle: 'Cette tablette ne fait pas encore confiance à la malle',
  untrusted:
    'Sans cela, le navigateur affiche « Votre connexion n’est pas privée » et Cartable ne marche pas loin du Wi-Fi. Passer outre cet avertissement ne suffit pas : suivez les étapes ci-dessous, puis vérifiez.',
  trustedTitle: 'Cette tablette fait confiance à la malle',
  trusted: 'Tout est prêt : ouvrez Cartable, puis donnez le code de la tablette.',
  open: 'Ouvrir Cartable',
  again: 'Vérifier de nouveau',
  downloadTitle: '1. Télécharger le certificat',
  download: 'Certificat de la malle (.crt)',
  profile: 'Profil pour iPad (.mobileconfig)',
  fingerprint: 'Empreinte SHA-256',
  fingerprintWhy:
    'Comparez-la avec celle que la malle affiche à son démarrage. Si elles diffèrent, n’installez rien : quelqu’un d’autre répond à sa place.',
  stepsTitle: '2. L’installer',
  platforms: {
    android: 'Tablette Android',
    ipad: 'iPad (iPadOS)',
    chromebook: 'Chromebook (ChromeOS)',
    windows: 'Ordinateur Windows',
    mdm: 'Toutes à la fois, par MDM',
  },
  steps: ({ authority }) => ({
    android: [
      'Dans Chrome, touchez « Certificat de la malle (.crt) » : le fichier va dans Téléchargements.',
      'Ouvrez Paramètres, cherchez « certificat », puis touchez « Installer un certificat » et « Certificat CA » (souvent sous Sécurité, Chiffrement et identifiants).',
      'Touchez « Installer quand même » et choisissez cartable-ca.crt. Android demande un code d’écran s’il n’y en a pas.',
      'Revenez sur cette page et touchez « Vérifier de nouveau ».',
    ],
    ipad: [
      'Dans Safari, touchez « Profil pour iPad », puis « Autoriser ».',
      'Ouvrez Réglages, touchez « Profil téléchargé », puis « Installer ».',
      `Ouvrez Réglages, Général, Informations, « Réglages des certificats » : activez « ${authority} ». Sans cette étape, rien ne change.`,
      'Revenez sur cette page et touchez « Vérifier de nouveau ».',
    ],
    chromebook: [
      'Touchez « Certificat de la malle (.crt) ».',
      'Ouvrez chrome://certificate-manager (sur une version ancienne : chrome://settings/certificates, onglet Autorités).',
      'Importez cartable-ca.crt et cochez « Faire confiance à ce certificat pour identifier des sites Web ».',
      'Revenez sur cette page et touchez « Vérifier de nouveau ».',
    ],
    windows: [
      'Cliquez sur « Certificat de la malle (.crt) », puis ouvrez le fichier et choisissez « Installer un certificat ».',
      'Choisissez « Ordinateur local », puis « Placer tous les certificats dans le magasin suivant » : « Autorités de certification racines de confiance ».',
      'Ou, dans une invite de commandes d’administrateur : certutil -addstore Root cartable-ca.crt',
      'Fermez et rouvrez le navigateur, puis revenez vérifier ici.',
    ],
    mdm: [
      'Donnez cartable-ca.crt à votre outil de gestion comme autorité racine de confiance : tablettes Android et postes Windows (Intune ou autre), Chromebooks (console d’administration Google, Appareils, Réseaux, Certificats).',
      'Pour des iPad, déployez cartable.mobileconfig, ou le certificat comme charge utile : la confiance est alors donnée d’elle-même.',
      'Ajoutez l’adresse de la malle aux raccourcis de l’écran d’accueil.',
    ],
  }),
  qrTitle: 'Une autre tablette ?',
  qr: 'Qu’elle rejoigne le Wi-Fi de la malle, puis photographie ce code, ou ouvre :',
  limits:
    'Ce certificat ne vaut que pour cette malle et pour des adresses privées : il ne peut ouvrir ni votre banque, ni votre messagerie, ni l’ENT. La tablette peut dire que le réseau « est peut-être surveillé » : c’est sa phrase pour tout certificat ajouté.',
  notHere: 'Cette adresse n’existe pas ici : sans https, la malle ne montre que cette page.',
};
