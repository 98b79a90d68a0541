import { french } from './french.ts';
import { plural } from './plural.ts';

export const signInFr = french({
  who: 'Qui es-tu ?',
  whichClass: 'Quelle est ta classe ?',
  pupils: (count: number) => plural('fr', count, { one: '# élève', other: '# élèves' }),
  noClass: 'La classe arrive sur la tablette.',
  noClassAway: 'Rapproche la tablette de la malle pour recevoir la classe.',
  noPupil: 'Il n’y a encore personne dans cette classe.',
  hello: (name: string) => `Bonjour ${name} !`,
  notMe: 'Ce n’est pas moi',
  otherClass: 'Une autre classe',
  yourPictures: 'Touche tes trois images',
  progress: (done: number, wanted: number) => `${done} sur ${wanted}`,
  erase: 'J’efface',
  checking: 'Je regarde…',
  wrong: 'Ce ne sont pas tes images. Essaie encore.',
  pause: 'Repose-toi un moment, puis essaie encore.',
  pauseLeft: (seconds: number) =>
    seconds >= 60
      ? plural('fr', Math.ceil(seconds / 60), { one: '# minute', other: '# minutes' })
      : plural('fr', seconds, { one: '# seconde', other: '# secondes' }),
  forgotten: 'Tu as oublié ? Demande à ta maîtresse ou à ton maître.',
  hearPictures: 'J’écoute les images',
  pictures: {
    sun: 'le soleil',
    moon: 'la lune',
    star: 'l’étoile',
    fish: 'le poisson',
    tortoise: 'la tortue',
    bird: 'l’oiseau',
    flower: 'la fleur',
    tree: 'l’arbre',
    house: 'la maison',
    boat: 'le bateau',
    key: 'la clé',
    umbrella: 'le parapluie',
  },
  myCard: 'J’ai ma carte',
  leftHere: (name: string) => `${name} travaillait ici.`,
  leftSafe: 'Le travail est gardé.',
  stillMe: (name: string) => `Je suis ${name}`,
  me: (name: string) => `${name} : c’est toi`,
  handOver: 'C’est à quelqu’un d’autre',
  handOverWhy: 'Ton travail est gardé. Le cartable se ferme, et quelqu’un d’autre peut prendre la tablette.',
  stay: 'Je reste',
  mySatchel: 'Mon cartable',
});
