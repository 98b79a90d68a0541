import type { lockFr } from './lock.fr.ts';

export const lockEn: typeof lockFr = {
  lock: 'Lock',
  close: 'Close',
  title: 'Computer locked',
  ask: 'Your PIN',
  open: 'Open',
  checking: 'Checking…',
  wrong: 'That is not the right PIN.',
  safe: 'Nothing is lost: your class is behind this door.',
  closed: 'Too many wrong PINs. For your class, this computer now opens by your password only.',
  forgotten: 'I forgot my PIN',
  backToPin: 'Back to the PIN',
  byPasswordTitle: 'Open with your password',
  byPassword: 'The one of your account at school. The trolley has to answer. You will choose another PIN then.',
  orNewCode: 'Without a password: ask the head for a new code for this computer.',
  otherAccount: 'This is not the account of this computer.',

  none: 'Anyone can open this page when you walk away.',
  noneHint: 'With a PIN it closes by itself and opens for you alone, even away from the trolley.',
  chooseShort: 'Choose a PIN',
  later: 'Later',

  ofDevice: 'PIN of this computer',
  choose: {
    title: 'Choose the PIN of this computer',
    digits: (least, most) => `Your PIN: ${least} to ${most} digits`,
    again: 'The same once more',
    when: (minutes) => `It will be asked for after ${minutes} minutes without a touch, or when you touch “Lock”.`,
    protects:
      'What it prevents: a curious pupil opening your class. What it does not prevent: someone taking the computer away and reading its disk. Against that, ask for the disk to be encrypted.',
    go: 'Keep this PIN',
    remove: 'Ask for no PIN any more',
    faults: {
      length: (least, most) => `It takes ${least} to ${most} digits.`,
      'too-easy': 'This PIN is guessed too soon. Choose another than 1234 or 0000.',
      different: 'The two PINs are not the same.',
    },
    done: 'The PIN is kept.',
  },
};
