import type { officeFr } from './office.fr.ts';

export const officeEn: typeof officeFr = {
  title: 'The school',
  opening: 'The office is opening…',
  door: 'Enter the office',
  doorWhy: 'The office is for the adults of the school, each with an account of their own.',
  account: 'Your account',
  password: 'Your password',
  totp: 'Code of your authenticator app',
  totpWhy: 'Six digits, or one of your recovery codes.',
  signIn: 'Enter',
  signingIn: 'Checking…',
  enterBy: (name) => `Enter with my ${name} account`,
  enterByWhy: 'For those who have linked it to their account here; it needs Internet.',
  signOut: 'Leave the office',
  backToClass: 'Back',
  tabList: 'The parts of the office',
  tabs: {
    comptes: 'Accounts',
    tablettes: 'Tablets',
    eleves: 'Pupils',
    donnees: 'Data',
    sauvegarde: 'Backup',
    moi: 'My account',
  },
  roles: { teacher: 'Teacher', head: 'Head', erun: 'ERUN', town: 'Town hall', parent: 'Parent' },

  setUp: 'The first account',
  setUpWhy:
    'Nobody has an account here yet. The set-up code is shown where the trolley was started; it makes the head’s account.',
  setUpCode: 'Set-up code',
  name: 'Name to show',
  nameWhy: 'As it should read: “Mme Vellayen”.',
  newAccount: 'Account',
  accountWhy: 'Small letters without accents, digits and hyphens: “mme-vellayen”.',
  create: 'Make the account',

  changeTitle: 'Choose your password',
  changeWhy: 'The one you were given is good once.',
  currentPassword: 'Current password',
  newPassword: 'New password',
  passwordWhy: 'At least 12 characters. Four words that do not belong together are easy to remember.',
  change: 'Change the password',
  changed: 'Your password is changed. Your other devices will have to sign in again.',

  ends: {
    idle: 'Nobody touched this page for a while: the office closed. Nothing is lost.',
    over: 'Your day at the office is over (eight hours): sign in to go on.',
    ended: 'Your session has ended: sign in to go on.',
  },
  troubles: {
    unreachable: 'The trolley does not answer. Check that you are on its network, then try again. Nothing is lost.',
    wrong: 'The account or the password is not right.',
    wrongCode: 'This code is not right, or it has been used.',
    wrongPassword: 'The current password is not right.',
    weak: 'This password is too simple: at least 12 varied characters, without your account’s name, and not the current one.',
    pause: (seconds) =>
      seconds < 90
        ? `Too many tries. Wait ${seconds} seconds, then try again.`
        : `Too many tries. Wait ${Math.ceil(seconds / 60)} minutes, then try again.`,
    noRight: 'Your account does not allow this.',
    taken: 'This account’s name is taken.',
    lastHead: 'The school needs at least one head account: add another first.',
    badInput: 'Something in what is written is not right: check the account and the name.',
    providerUnreachable: 'The ENT does not answer: entering by it needs Internet. Your password works without it.',
    providerRefused: 'The ENT did not confirm who you are. Try again, or enter with your password.',
    providerOver:
      'This way through the ENT took too long, or was used already. Begin again, or enter with your password.',
    providerUnlinked:
      'Your ENT account is linked to no open account here. Enter with your password, then link it in “My account”.',
    other: 'That did not work. Nothing was changed.',
  },
  families: 'Families: your child’s data',
  retry: 'Try again',

  adults: 'The accounts of the adults',
  adultsWhy: 'One account per person. What is done at the office is written in the journal under this name.',
  addAdult: 'Add an account',
  add: 'Add',
  role: 'Role',
  classes: 'Classes',
  noClasses: 'no class',
  allClasses: 'the whole school',
  disabled: 'closed',
  oneTime: 'has not chosen a password yet',
  withTotp: 'second factor',
  disable: 'Close the account',
  enable: 'Open it again',
  reset: 'New password',
  handOver: (name) => `The password of ${name}`,
  handOverWhy:
    'Hand it over in person. It is good once, for seven days; then the person chooses their own. It will not be shown again.',
  noted: 'Noted',
  disableTitle: (name) => `Close the account of ${name}?`,
  disableWhy: 'They are signed out at once. What they did stays in the journal. The account can be opened again.',
  resetTitle: (name) => `A new password for ${name}?`,
  resetWhy:
    'The current one ends, and they are signed out everywhere. Their second factor and their link with the ENT, if any, are taken off.',

  me: 'My account',
  meAs: (name, role) => `${name} · ${role}`,
  myPassword: 'Password',
};
