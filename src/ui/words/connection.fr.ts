import { french } from './french.ts';

export const connectionFr = french({
  away: 'Tu peux continuer',
  hub: 'Près de la malle',
  school: 'Relié à l’école',
  joining: 'La malle est là…',
  starting: 'Je cherche la malle…',
  refused: 'Appelle ta maîtresse ou ton maître',
  awayWhy:
    'La malle est loin. Ce n’est pas grave : ton travail est gardé sur la tablette, et il ira dans la malle tout seul.',
  hubWhy: 'La malle est tout près : ce que tu fais y va tout de suite.',
  schoolWhy: 'Ce que tu fais va tout de suite jusqu’à l’école.',
  joiningWhy: 'La tablette et la malle se retrouvent. Tu peux continuer.',
  startingWhy: 'La tablette cherche la malle. Tu peux commencer sans elle.',
  refusedWhy:
    'La malle ne reconnaît plus cette tablette. Ton travail est gardé sur la tablette. Appelle ta maîtresse ou ton maître.',
  waiting: 'Des travaux attendent encore d’aller dans la malle.',
  nothingWaiting: 'Rien n’attend : tout est déjà dans la malle.',
  held: 'Un travail n’a pas pu partir. Il est gardé sur la tablette. Montre-le à ta maîtresse ou à ton maître.',
  forTeacher: 'Pour la maîtresse ou le maître',
  tryNow: 'Je cherche la malle',
  marks: 'Les trois boucles',
  whereIsWork: 'Où est mon travail ?',
  level0: 'Pas encore commencé',
  level1: 'Gardé sur la tablette',
  level2: 'Rangé dans la malle',
  level3: 'Arrivé à l’école',
  level0Why: 'Dès que tu commences, ton travail est gardé tout seul.',
  level1Why: 'Il ira dans la malle tout seul, dès qu’elle sera près.',
  level2Why: 'Même si la tablette tombe en panne, il est en sûreté dans la malle.',
  level3Why: 'Il est en sûreté à l’école.',
  hear: 'J’écoute',
});
