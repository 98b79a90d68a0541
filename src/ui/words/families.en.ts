import type { familiesFr } from './families.fr.ts';

export const familiesEn: typeof familiesFr = {
  title: 'Your child’s data',
  lead: 'Cartable is the class’s digital satchel. This page says, simply, what it keeps of your child, where, and for how long.',
  back: 'Back',
  parts: {
    what: {
      title: 'What is kept',
      items: {
        first: 'Their first name, surname, class, level and groups.',
        second:
          'The animal and the colour that stand for them, and their code of three pictures, in a form that cannot be read back.',
        third: 'Their work: what they write, their answers to exercises, and its earlier versions.',
      },
    },
    not: {
      title: 'What is not kept',
      items: {
        first:
          'No birth date, address, telephone or national number: these columns are left out when a class list is imported.',
        second:
          'No advertising, no tracking, no other company’s service: nothing goes anywhere but to the school’s servers.',
        third: 'No computed marks and no profile: the teacher alone judges the work.',
      },
    },
    where: {
      title: 'Where, and who has access',
      items: {
        first: 'On the tablets of the class, on the trolley’s computer, and on the server of the school or the town.',
        second:
          'Your child and their group see their work; their teachers see the class’s; the head sees the school’s.',
        third:
          'What adults do at the school’s office is noted in a list that is kept for a year, and that the head can read.',
      },
    },
    long: {
      title: 'For how long',
      items: {
        first: 'For as long as they are a pupil of the school.',
        second:
          'When a pupil leaves the school, all is erased within 90 days, on the tablets too at their next contact.',
      },
    },
    rights: {
      title: 'Your rights',
      items: {
        first: 'To ask for a copy: the school gives you an archive that opens in any browser.',
        second: 'To have a mistake corrected, or to ask for erasure; the school then gives you a certificate.',
        third:
          'Ask the head of the school. Without a good answer, ask the data protection officer of the académie or the town, then the CNIL (cnil.fr).',
      },
    },
  },
};
