import { type Assignment, ownerFor } from '../../../classroom/assignment.ts';
import type { Pupil, SchoolClass } from '../../../classroom/class-document.ts';
import { type DocumentId, workDocument } from '../../../classroom/document-id.ts';
import type { FileRef } from '../../../classroom/file-ref.ts';
import { filesOf, type Lesson } from '../../../classroom/lesson.ts';
import type { DocumentCache } from '../../../sync/document-cache.ts';
import type { FileStore, ProjectionStore } from '../../../sync/ports.ts';
import { escapeHtml, heading, page, paragraph, sayTime, table } from '../html.ts';
import { fileEntryName, slug } from './entry-names.ts';
import { type WorkOnPaper, workPage } from './work-page.ts';
import type { ZipEntry } from './zip.ts';

export interface ExportParts {
  readonly projections: ProjectionStore;
  readonly documents: Pick<DocumentCache, 'get'>;
  readonly files: FileStore;
  readonly school: string;
  readonly now: number;
}

/** Whom to take out: pupils of one class. */
export interface ExportWish {
  readonly schoolClass: SchoolClass;
  readonly pupils: readonly Pupil[];
}

/** What a pupil has done, page by page, and the files of their lessons: entries of an archive that opens without Cartable. */
export async function* exportPupils(parts: ExportParts, wish: ExportWish): AsyncGenerator<ZipEntry> {
  const { projections } = parts;
  const [assignments, lessons, works] = await Promise.all([
    projections.all('assignment'),
    projections.all('lesson'),
    projections.all('work'),
  ]);
  const lessonOf = new Map(lessons.map((lesson) => [lesson.id, lesson]));
  const begun = new Set(works.map(({ assignment, owner }) => workDocument(assignment, owner)));
  const ours = assignments
    .filter((assignment) => assignment.class === wish.schoolClass.id)
    .sort((a, b) => a.handedOutAt - b.handedOutAt);
  const folders = wish.pupils.map((pupil, index) => [pupil, `${number(index)}-${slug(fullName(pupil))}`] as const);
  yield text('index.html', coverPage(parts, wish, folders));
  for (const [pupil, folder] of folders) {
    yield* pupilEntries(parts, { wish, pupil, folder, ours, lessonOf, begun });
  }
  yield* fileEntries(
    parts.files,
    ours.map(({ lesson }) => lessonOf.get(lesson)).filter((lesson) => lesson !== undefined),
  );
}

interface OfPupil {
  readonly wish: ExportWish;
  readonly pupil: Pupil;
  readonly folder: string;
  readonly ours: readonly Assignment[];
  readonly lessonOf: ReadonlyMap<string, Lesson>;
  readonly begun: ReadonlySet<DocumentId>;
}

async function* pupilEntries(
  parts: ExportParts,
  { wish, pupil, folder, ours, lessonOf, begun }: OfPupil,
): AsyncGenerator<ZipEntry> {
  const links: string[] = [];
  for (const [index, assignment] of ours.entries()) {
    const owner = ownerFor(pupil.id, assignment, wish.schoolClass);
    if (!owner || !begun.has(workDocument(assignment.id, owner.id))) continue;
    const lesson = lessonOf.get(assignment.lesson);
    const doc = await parts.documents.get(workDocument(assignment.id, owner.id));
    const work: WorkOnPaper = { assignment, lesson, owner, doc };
    const name = `${number(index)}-${slug(lesson?.title ?? 'activite')}.html`;
    yield text(`${folder}/${name}`, workPage(work, '../'));
    links.push(`<li><a href="${name}">${escapeHtml(lesson?.title ?? 'Activité')}</a></li>`);
  }
  const groups = wish.schoolClass.groups.filter(({ pupils }) => pupils.includes(pupil.id)).map((group) => group.name);
  const facts = [
    ['Prénom', pupil.firstName],
    ['Nom', pupil.lastName],
    ['Classe', wish.schoolClass.name],
    ['Niveau', pupil.level],
    ['Groupes', groups.join(', ') || '—'],
    ['Image choisie', `${pupil.animal}, ${pupil.colour}`],
    ['Code en images', pupil.code ? 'gardé sous une forme qui ne se relit pas' : 'aucun'],
  ];
  const done = links.length > 0 ? `<ul>${links.join('')}</ul>` : paragraph('Aucun travail commencé.');
  yield text(`${folder}/index.html`, page(fullName(pupil), table([], facts) + heading('Travaux') + done));
}

/** Files that are here whole, each once; one that is not here yet is a link that leads nowhere, and no reason to fail. */
async function* fileEntries(files: FileStore, lessons: readonly Lesson[]): AsyncGenerator<ZipEntry> {
  const refs = new Map(lessons.flatMap(filesOf).map((ref) => [ref.sha256, ref]));
  for (const ref of refs.values()) {
    const stored = await files.get(ref.sha256);
    if (stored?.complete) yield { name: fileEntryName(ref), chunks: () => chunksOf(files, ref, stored.chunks.length) };
  }
}

async function* chunksOf(files: FileStore, { sha256 }: FileRef, count: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index++) {
    const chunk = await files.chunk(sha256, index);
    if (chunk) yield chunk;
  }
}

function coverPage(
  { school, now }: ExportParts,
  { schoolClass }: ExportWish,
  folders: readonly (readonly [Pupil, string])[],
): string {
  const links = folders.map(
    ([pupil, folder]) => `<li><a href="${folder}/index.html">${escapeHtml(fullName(pupil))}</a></li>`,
  );
  return page(
    `${schoolClass.name} — export`,
    paragraph(
      `${school}, le ${sayTime(now)}. Ces pages s’ouvrent dans n’importe quel navigateur, sans Cartable et sans réseau.`,
    ) +
      paragraph(
        'Elles contiennent des données d’enfants : gardez-les en lieu sûr, et détruisez-les quand elles ont servi.',
      ) +
      `<ul>${links.join('')}</ul>`,
  );
}

const number = (index: number): string => String(index + 1).padStart(3, '0');
const fullName = ({ firstName, lastName }: Pupil): string => `${firstName} ${lastName}`;
const text = (name: string, html: string): ZipEntry => ({ name, chunks: () => [Buffer.from(html)] });
