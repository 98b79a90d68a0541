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
};
