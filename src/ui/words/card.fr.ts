import { french } from './french.ts';

/** Coming in by a card, said to a child. */
export const cardFr = french({
  title: 'Montre ta carte',
  close: 'Fermer',
  opening: 'Je prépare mon œil…',
  show: 'Montre le carré de ta carte à la tablette.',
  preview: 'Ce que voit la tablette',
  said: {
    'not-a-card': 'Ce n’est pas une carte du cartable. Montre le carré de ta carte.',
    unknown: 'Cette carte n’ouvre rien ici. Demande à ta maîtresse ou à ton maître.',
  },
  blind: {
    'no-camera': 'Cette tablette ne peut pas voir ta carte. Touche ton animal, puis tes trois images.',
    refused:
      'La tablette n’a pas le droit de regarder. Demande à ta maîtresse ou à ton maître, ou touche ton animal, puis tes trois images.',
  },
  again: 'Essayer encore',
  toFaces: 'Retour aux animaux',
});
