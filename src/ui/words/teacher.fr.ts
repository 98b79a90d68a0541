import { french } from './french.ts';
import { plural } from './plural.ts';

const many = (count: number, one: string, other: string) => plural('fr', count, { one, other });

export const teacherFr = french({
  pages: 'Pages',
  myClass: 'Ma classe',
  myPupils: 'Mes élèves',
  myLessons: 'Mes séances',
  chooseClass: 'Classe affichée',
  close: 'Fermer',
  undo: 'Annuler',
  opening: 'Le cartable s’ouvre…',

  notJoined: 'Cet ordinateur n’a pas encore rejoint la malle.',
  onlyTeachers: 'Cette page est celle de la maîtresse ou du maître. Ici, c’est une tablette d’élève.',
  toThePupils: 'Aller au cartable',
  noClass: 'Votre classe arrivera ici dès que la malle répondra.',
  noPupils: 'Cette classe n’a pas encore d’élève.',

  link: {
    starting: 'Recherche de la malle…',
    away: 'Loin de la malle',
    joining: 'La malle répond…',
    hub: 'Relié à la malle',
    school: 'Relié à l’école',
    refused: 'La malle refuse cet ordinateur',
  },
  linkWhy: {
    starting: 'Cet ordinateur cherche la malle. Vous pouvez commencer sans elle.',
    away: 'Vous pouvez continuer : tout est gardé ici et partira tout seul quand la malle répondra. Le tableau montre le dernier état connu.',
    joining: 'Cet ordinateur et la malle se retrouvent.',
    hub: 'Ce que vous distribuez arrive tout de suite sur les tablettes qui sont près de la malle.',
    school: 'Ce que vous distribuez va tout de suite jusqu’à l’école.',
    refused:
      'La malle ne reconnaît plus cet ordinateur. Rien n’est perdu ici. Demandez un nouveau code à la personne qui s’occupe de la malle.',
  },
  waiting: (count: number) =>
    many(count, '# changement attend de partir vers la malle.', '# changements attendent de partir vers la malle.'),
  nothingWaiting: 'Tout ce qui a été fait ici est déjà dans la malle.',
  connectNow: 'Chercher la malle',
  seeTablets: 'Voir toutes les tablettes',
  seeTabletsWhy: 'La liste des tablettes est au bureau de l’école, qui demandera votre mot de passe.',

  lessons: {
    title: 'Mes séances',
    none: 'Aucune séance pour le moment.',
    noneHint: 'Elles arriveront ici dès que la malle répondra.',
    steps: (count: number) => many(count, '# étape', '# étapes'),
    noFile: 'Aucun fichier',
    files: (count: number, size: string) => `${many(count, '# fichier', '# fichiers')}, ${size}`,
    filesHere: 'Tout est sur cet ordinateur',
    filesComing: (here: number, count: number) => `${here} sur ${count} sur cet ordinateur`,
    fileTrouble: {
      'hash-mismatch': 'Un fichier est arrivé abîmé. Il est redemandé.',
      full: 'Il n’y a plus de place sur cet ordinateur. La séance peut être distribuée quand même.',
      unreachable: 'Les fichiers arriveront quand la malle répondra.',
    },
    openFor: (audiences: string) => `En cours : ${audiences}`,
    unknown: 'Cette séance n’est pas encore arrivée sur cet ordinateur.',
    handOut: 'Distribuer',
  },

  step: {
    read: 'Lire',
    look: 'Regarder une image',
    listen: 'Écouter',
    watch: 'Regarder un film',
    exercise: 'Exercice',
    write: 'Écrire',
    questions: (count: number) => many(count, '# question', '# questions'),
    page: 'Une page à écrire',
    captions: 'sous-titres',
    spokenInstruction: 'consigne enregistrée',
  },

  handOut: {
    title: (lesson: string) => `Distribuer « ${lesson} »`,
    toWhom: 'À qui ?',
    class: 'Toute la classe',
    group: 'Un groupe',
    pupil: 'Un élève',
    pupils: (count: number) => many(count, '# élève', '# élèves'),
    together: 'Ils écriront sur une même page.',
    noGroup: 'Cette classe n’a pas encore de groupe.',
    chooseGroup: 'Quel groupe ?',
    choosePupil: 'Quel élève ?',
    again: (audience: string) => `Déjà distribuée : ${audience}. Le premier travail reste gardé.`,
    go: 'Distribuer',
    goAgain: 'Distribuer encore',
    doneTo: (name: string) => `Distribué à ${name}`,
    doneToClass: 'Distribué à toute la classe',
    see: 'Voir ma classe',
    undone: 'La distribution est annulée.',
  },

  collect: {
    action: 'Reprendre',
    title: (lesson: string) => `Reprendre « ${lesson} » ?`,
    explain: 'Les élèves ne la trouveront plus dans leur cartable. Tous les travaux restent gardés, rendus ou non.',
    missing: (count: number) =>
      many(count, '# travail n’est pas encore rendu.', '# travaux ne sont pas encore rendus.'),
    keep: 'Laisser ouverte',
    done: (lesson: string) => `« ${lesson} » est reprise.`,
    undone: (lesson: string) => `« ${lesson} » est de nouveau ouverte.`,
    collected: 'reprise : les élèves ne la voient plus.',
    before: (count: number) => many(count, '# activité reprise', '# activités reprises'),
  },

  trouble: {
    full: 'Il n’y a plus de place sur cet ordinateur. Rien n’a changé pour les élèves. Libérez de la place, puis recommencez.',
    other:
      'Cet ordinateur n’a pas pu l’enregistrer. Rien n’a changé pour les élèves. Fermez cette page, ouvrez-la de nouveau, puis recommencez.',
  },

  board: {
    title: 'Ma classe',
    open: 'Activités distribuées',
    nothing: 'Rien n’est distribué en ce moment.',
    chooseLesson: 'Choisir une séance',
    unknownLesson: 'Séance qui n’est pas encore arrivée',
    audienceClass: 'toute la classe',
    handedOutAt: (when: string) => `distribuée ${when}`,
    handedIn: (count: number) => many(count, 'rendu', 'rendus'),
    notYet: (count: number) => many(count, 'pas encore rendu', 'pas encore rendus'),
    show: 'Montrer',
    works: 'Travaux',
    noneOfThese: {
      'handed-in': 'Aucun travail n’est encore rendu.',
      'not-yet': 'Tout est rendu !',
    },
  },

  progress: {
    'not-begun': 'pas commencé',
    begun: 'en cours',
    'handed-in': 'rendu',
  },
  onStepShort: (step: number, steps: number) => `étape ${step}/${steps}`,
  onStep: (step: number, steps: number) => `étape ${step} sur ${steps}`,
  written: (count: number) => many(count, '# signe', '# signes'),
  score: (right: number, total: number) => `${right} sur ${total} juste${right > 1 ? 's' : ''}`,
  levels: {
    0: 'Pas encore arrivé ici',
    1: 'Sur un seul appareil',
    2: 'Rangé dans la malle',
    3: 'Rangé dans la malle et à l’école',
  },

  work: {
    of: (name: string) => `Travail : ${name}`,
    back: 'Retour au tableau de la classe',
    previous: 'Travail précédent',
    next: 'Travail suivant',
    nothing: 'Ce travail n’est pas encore commencé.',
    unknown: 'Ce travail n’est pas sur cet ordinateur.',
    handedInAt: (when: string) => `rendu ${when}`,
    words: (count: number) => many(count, '# mot', '# mots'),
    blankPage: 'La page est encore blanche.',
    seen: 'vu',
    notSeen: 'pas encore vu',
    opening: 'Le travail s’ouvre…',
    cannotOpen: 'Ce travail ne s’ouvre pas pour le moment. Il est gardé. Revenez au tableau, puis recommencez.',
    chosen: 'réponse choisie',
    rightAnswer: 'bonne réponse',
  },
  mark: {
    right: 'juste',
    partly: 'en partie juste',
    wrong: 'à revoir',
    unanswered: 'sans réponse',
  },
});
