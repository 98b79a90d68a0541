import * as v from 'valibot';

const Text = v.pipe(v.string(), v.maxLength(2000));
const Id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/));

/** What is ticked is told by id: two of one id could not be told apart. */
const haveOwnIds = (items: readonly { readonly id: string }[]): boolean =>
  new Set(items.map(({ id }) => id)).size === items.length;

const ChoiceSchema = v.object({ id: Id, text: Text, right: v.boolean(), feedback: v.optional(Text) });
const ChoiceQuestionSchema = v.object({
  id: Id,
  kind: v.literal('choice'),
  text: Text,
  /** One right answer only: tapping another changes the choice. */
  single: v.boolean(),
  choices: v.pipe(
    v.array(ChoiceSchema),
    v.minLength(2),
    v.maxLength(12),
    v.check((items) => haveOwnIds(items)),
  ),
});
/** Each kind of question names itself, so that later kinds join this list. */
export const QuestionSchema = v.variant('kind', [ChoiceQuestionSchema]);
export const ExerciseSchema = v.object({
  questions: v.pipe(
    v.array(QuestionSchema),
    v.minLength(1),
    v.maxLength(100),
    v.check((items) => haveOwnIds(items)),
  ),
});

export type Question = v.InferOutput<typeof QuestionSchema>;
export type Exercise = v.InferOutput<typeof ExerciseSchema>;
export type Choice = v.InferOutput<typeof ChoiceSchema>;

/** What a pupil has ticked, by question id: ids of choices. */
export type Answers = Readonly<Record<string, readonly string[]>>;

export type Mark = 'right' | 'partly' | 'wrong' | 'unanswered';

/** Right: all the right choices and no other. Partly: some right ones and none that is wrong. */
export function markQuestion(question: Question, ticked: readonly string[] | undefined): Mark {
  if (!ticked || ticked.length === 0) return 'unanswered';
  const right = question.choices.filter((choice) => choice.right).map((choice) => choice.id);
  if (ticked.some((id) => !right.includes(id))) return 'wrong';
  return right.every((id) => ticked.includes(id)) ? 'right' : 'partly';
}

/** Own answers only: a question may be called `constructor`, which every object has. */
function answerTo(question: Question, answers: Answers): readonly string[] | undefined {
  return Object.hasOwn(answers, question.id) ? answers[question.id] : undefined;
}

export interface ExerciseMark {
  readonly right: number;
  readonly answered: number;
  readonly total: number;
}

export function markExercise(exercise: Exercise, answers: Answers): ExerciseMark {
  const marks = exercise.questions.map((question) => markQuestion(question, answerTo(question, answers)));
  return {
    right: marks.filter((mark) => mark === 'right').length,
    answered: marks.filter((mark) => mark !== 'unanswered').length,
    total: marks.length,
  };
}
