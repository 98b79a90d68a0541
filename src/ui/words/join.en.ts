import type { joinFr } from './join.fr.ts';

export const joinEn: typeof joinFr = {
  title: 'Join the trolley',
  emptied: 'The school has emptied this device: nothing is lost, and it needs a new code.',
  askCode: 'The tablet’s code',
  whereIsCode: 'The school shows it below the QR code.',
  join: 'Join',
  joining: 'The tablet is joining the trolley…',
  emptyCode: 'Write the code first.',
  unreachable: 'The trolley does not answer. Check that it is on and that the tablet is on its Wi-Fi, then try again.',
  badCode: 'This code does not work. Look closely at each sign: there is no O, no I, no 0 and no 1.',
  codeUsed: 'This code has been used already, and is good once only. Ask the school for a new one.',
  codeOver: 'This code was good for fifteen minutes, and they are over. Ask the school for a new one.',
  tooManyTries: 'Too many tries with a wrong code. Wait a few minutes, then try again.',
  joined: (school) => `Done: welcome to ${school}.`,
  already: (what, school) => `This device is already ${what} of ${school}.`,
  tablet: (number) => `tablet no. ${number}`,
  teacherDevice: 'the class computer',
  hubDevice: 'the trolley',
  keep: 'Keep it so',
  useNewCode: 'Use the new code',
};
