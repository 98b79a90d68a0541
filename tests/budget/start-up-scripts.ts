/** One entry of Vite's manifest: a chunk, by the source file it was made for. */
export interface Chunk {
  file: string;
  isEntry?: boolean;
  /** Loaded with it, by the keys of this manifest. */
  imports?: string[];
  dynamicImports?: string[];
}

export type Manifest = Record<string, Chunk>;

/**
 * The script files that a page has loaded once it shows a screen: all that its entry imports, and the same for each part
 * that the screen loads by itself.
 */
export function startUpScripts(manifest: Manifest, partsOfTheScreen: string[]): string[] {
  const entries = Object.keys(manifest).filter((key) => manifest[key]?.isEntry);
  if (entries.length !== 1) throw new Error(`one entry expected, found ${entries.length}`);
  const wanted = new Set<string>();
  const visit = (key: string): void => {
    if (wanted.has(key)) return;
    wanted.add(key);
    const chunk = manifest[key];
    if (!chunk) throw new Error(`${key} is not a chunk of this build: was it renamed, or is it no longer lazy?`);
    chunk.imports?.forEach(visit);
  };
  [...entries, ...partsOfTheScreen].forEach(visit);
  return [...wanted].map((key) => manifest[key]!.file).filter((file) => file.endsWith('.js'));
}
