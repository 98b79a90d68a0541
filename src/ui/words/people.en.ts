import type { peopleFr } from './people.fr.ts';

export const peopleEn: typeof peopleFr = {
  providerTitle: (name) => `${name} account`,
  linkWhy: (name) =>
    `Link your ${name} account: you can then enter by it while there is Internet. Your password always works, also without Internet.`,
  link: (name) => `Link my ${name} account`,
  isLinked: (name) =>
    `Your ${name} account is linked: it opens the office while there is Internet. Your password always works.`,
  unlink: (name) => `Unlink my ${name} account`,
  linkTaken: (name) => `This ${name} account is linked to somebody else of the school already. Nothing was changed.`,

  secondFactor: 'Second factor',
  secondFactorWhy:
    'Whoever learns your password does not enter without your phone. An authenticator app shows six digits each time, also without Internet.',
  secondFactorOn: 'Each time you enter, six digits of your app are asked for.',
  turnOn: 'Turn the second factor on',
  turnOff: 'Turn the second factor off',
  turnOffWhy: 'From then on the password alone opens your account.',
  provePassword: 'Is it you?',
  provePasswordWhy: 'Your password first: this screen may have been left open.',
  goOn: 'Continue',
  scan: 'Show this square to your app',
  scanWhy: 'FreeOTP, Aegis, Google Authenticator or another: add an account by pointing it at this square.',
  qrLabel: 'Square for the authenticator app',
  orType: 'Or type this key into the app:',
  firstCode: 'The six digits that the app shows',
  turnedOn: 'The second factor is on.',
  recovery: 'Your recovery codes',
  recoveryWhy:
    'For the day when the phone is missing: each opens your account once. Write them on paper, far from the trolley. They will not be shown again.',
  recoveryNoted: 'I have noted them',
};
