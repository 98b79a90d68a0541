/** Why a classroom could not be played, or not to its end. */
export type Trouble =
  | { readonly kind: 'bad-option'; readonly why: string }
  | { readonly kind: 'no-hub'; readonly hub: string }
  | { readonly kind: 'no-codes'; readonly file: string }
  | { readonly kind: 'bad-code' | 'too-many-tries' | 'not-a-tablet' | 'not-a-teacher' }
  | { readonly kind: 'nothing-open' | 'no-lesson' | 'no-pupil' | 'wrong-pictures' | 'too-slow' };

const SENTENCES: Readonly<Record<Exclude<Trouble['kind'], 'bad-option' | 'no-hub' | 'no-codes'>, readonly string[]>> = {
  'bad-code': ['La malle ne connaît pas ce code.', 'The hub does not know this code.'],
  'too-many-tries': ['Trop de codes refusés : attendez une minute.', 'Too many codes were refused: wait a minute.'],
  'not-a-tablet': ['Le code de --code n’est pas celui d’une tablette.', 'The code of --code is not a tablet’s.'],
  'not-a-teacher': [
    'Le code de --teacher-code n’est pas celui d’un enseignant.',
    'The code of --teacher-code is not a teacher’s.',
  ],
  'too-slow': ['La malle ne répond plus.', 'The hub does not answer any more.'],
  'nothing-open': [
    'Aucune activité n’est distribuée : distribuez-en une, ou donnez le code d’un enseignant avec --teacher-code.',
    'No activity is handed out: hand one out, or give a teacher’s code with --teacher-code.',
  ],
  'no-lesson': ['La malle n’a aucune séance à distribuer.', 'The hub has no lesson to hand out.'],
  'no-pupil': [
    'Aucun élève de la classe n’a de code en images pour ce qui est distribué.',
    'No pupil with a picture code has work in what is handed out.',
  ],
  'wrong-pictures': [
    'Ces images ne sont pas le code de l’élève : donnez-le avec --pictures, par exemple sun,fish,key.',
    'These pictures are not the pupil’s code: give it with --pictures, for example sun,fish,key.',
  ],
};

/** The sentence for the person at the keyboard, in French, then in English. */
export function sentencesFor(trouble: Trouble): string {
  switch (trouble.kind) {
    case 'bad-option':
      return trouble.why;
    case 'no-hub':
      return (
        `Aucune malle ne répond à ${trouble.hub} : lancez « npm start », ou donnez son adresse avec --hub.\n` +
        `No hub answers at ${trouble.hub}: run "npm start", or give its address with --hub.`
      );
    case 'no-codes':
      return (
        `Aucun code dans ${trouble.file} : lancez « npm start » d’abord, ou donnez le code d’une tablette avec --code.\n` +
        `There are no codes in ${trouble.file}: run "npm start" first, or give a tablet's code with --code.`
      );
    default:
      return SENTENCES[trouble.kind].join('\n');
  }
}
