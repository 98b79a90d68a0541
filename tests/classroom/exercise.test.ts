import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { ExerciseSchema, markExercise, markQuestion, type Question } from '../../src/classroom/exercise.ts';
import { TRAP_NAMES } from '../support/junk.ts';

const question: Question = {
  id: 'q1',
  kind: 'choice',
  single: false,
  text: 'Où pond la tortue ?',
  choices: [
    { id: 'a', text: 'Sur la plage', right: true },
    { id: 'b', text: 'La nuit', right: true },
    { id: 'c', text: 'Dans l’eau', right: false },
  ],
};

describe('marking', () => {
  test.each([
    [['a', 'b'], 'right'],
    [['b', 'a'], 'right'],
    [['a', 'a', 'b'], 'right'],
    [['a'], 'partly'],
    [['c'], 'wrong'],
    [['a', 'b', 'c'], 'wrong'],
    [['a', 'b', 'never-offered'], 'wrong'],
    [[], 'unanswered'],
    [undefined, 'unanswered'],
  ] as const)('%j is %s', (ticked, mark) => expect(markQuestion(question, ticked)).toBe(mark));

  test('an exercise counts what is answered and what is right; a partly right answer is not right', () => {
    const questions = ['q1', 'q2', 'q3', 'q4'].map((id) => ({ ...question, id }));
    expect(markExercise({ questions }, { q1: ['a', 'b'], q2: ['a'], q3: [], elsewhere: ['a'] })).toEqual({
      right: 1,
      answered: 2,
      total: 4,
    });
  });

  test('a question may bear any name, also one that every object knows', () => {
    for (const id of TRAP_NAMES) {
      expect(markExercise({ questions: [{ ...question, id }] }, {})).toEqual({ right: 0, answered: 0, total: 1 });
    }
  });

  test('whatever is ticked, right counts no more than answered, and answered no more than all', () => {
    const answers = fc.dictionary(fc.constantFrom('q1', 'q2'), fc.array(fc.constantFrom('a', 'b', 'c', 'x')));
    fc.assert(
      fc.property(answers, (ticked) => {
        const mark = markExercise({ questions: [question, { ...question, id: 'q2' }] }, ticked);
        expect(mark.right).toBeLessThanOrEqual(mark.answered);
        expect(mark.answered).toBeLessThanOrEqual(mark.total);
      }),
    );
  });
});

describe('an exercise that came from outside', () => {
  const accepts = (value: unknown) => v.safeParse(ExerciseSchema, value).success;

  test('has questions, each with choices, each named once', () => {
    expect(accepts({ questions: [question] })).toBe(true);
    expect(accepts({ questions: [] })).toBe(false);
    expect(accepts({ questions: [{ ...question, choices: question.choices.slice(1, 2) }] })).toBe(false);
    expect(accepts({ questions: [{ ...question, kind: 'essay' }] })).toBe(false);
  });

  test('two questions or two choices of one id could not be told apart', () => {
    expect(accepts({ questions: [question, question] })).toBe(false);
    expect(accepts({ questions: [{ ...question, choices: [...question.choices, question.choices[0]] }] })).toBe(false);
  });
});
