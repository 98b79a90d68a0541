import type { FileRef } from '../../../classroom/file-ref.ts';

/** Longest part of a name made of a title, in characters. */
const LONGEST = 40;

/** A title as part of a file's name on any disk: letters, digits and hyphens. */
export function slug(title: string): string {
  const plain = title
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  return plain.slice(0, LONGEST).replace(/^-+|-+$/g, '') || 'sans-titre';
}

/** What a page of ours shows or opens; anything else keeps no ending by which a system would run it. */
const ENDINGS: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'audio/mpeg': 'mp3',
  'audio/ogg': 'ogg',
  'audio/webm': 'weba',
  'audio/mp4': 'm4a',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
  'text/vtt': 'vtt',
};

/** Where a file lies in the archive: its digest makes it one of its kind. */
export const fileEntryName = ({ sha256, name, type }: FileRef): string =>
  `fichiers/${slug(name.replace(/\.[^.]*$/, ''))}-${sha256.slice(0, 12)}.${ENDINGS[type] ?? 'bin'}`;
