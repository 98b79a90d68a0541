import { french } from './french.ts';

export const pupilFr = french({
  toDo: 'À faire',
  myWorks: 'Mes travaux',
  nothing: 'Rien à faire pour l’instant. Quand une activité arrive, tu la vois ici.',
  allDone: 'Tu as tout rendu. Bravo !',
  states: { 'to-begin': 'À commencer', begun: 'Commencé', 'handed-in': 'Rendu' },
  begin: 'Je commence',
  goOn: 'Je continue',
  look: 'Je regarde',
  handIn: 'Je rends mon travail',
  takeBack: 'Je reprends mon travail',
  withGroup: (group: string, names: string) => `${group} : ${names}`,
  stepsDone: (done: number, all: number) => `${done} sur ${all} étapes faites`,
  lessonComing: 'La séance arrive…',
  filesComing: 'La séance arrive sur la tablette',
  filesReady: 'Prêt sans Wi-Fi',
  filesFull:
    'Pas assez de place sur cette tablette pour toute la séance. Ton travail est gardé. Appelle ta maîtresse ou ton maître.',
  filesAway: 'La suite arrivera près de la malle. Tu peux déjà commencer.',
  filesBroken: 'Un fichier est arrivé abîmé. La tablette va le redemander.',
  confirmTitle: 'Tu rends ton travail ?',
  confirmWhy: 'Ton travail glisse dans le cartable, et ta maîtresse ou ton maître le reçoit.',
  confirmGroup: (names: string) => `C’est le travail de ${names}. Êtes-vous d’accord ?`,
  notYet: 'Pas encore',
  yesHandIn: 'Oui, je le rends',
  handedIn: 'C’est rendu',
  handedInWhy: 'Bravo ! Les boucles se ferment toutes seules.',
  keepOn: 'Je retourne à mon cartable',
  troubles: {
    full: 'Pas assez de place sur cette tablette. Ce que tu viens de faire n’est pas encore gardé : laisse cette page ouverte et appelle ta maîtresse ou ton maître.',
    closed: 'La tablette a fermé son rangement. Laisse cette page ouverte et appelle ta maîtresse ou ton maître.',
    aborted: 'La tablette n’a pas pu garder ce que tu viens de faire. Elle essaie encore. Laisse cette page ouverte.',
    corrupt: 'Le rangement de la tablette est abîmé. Laisse cette page ouverte et appelle ta maîtresse ou ton maître.',
    unavailable:
      'La tablette ne peut rien garder pour l’instant. Laisse cette page ouverte et appelle ta maîtresse ou ton maître.',
  },
});
