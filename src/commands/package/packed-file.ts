/** One file of the folder to copy: where it comes from, or what is in it. */
export interface PackedFile {
  /** From the folder, with slashes. */
  readonly path: string;
  readonly from: string | { readonly text: string };
  readonly isProgram: boolean;
}

export const text = (path: string, content: string): PackedFile => ({
  path,
  from: { text: content },
  isProgram: path.endsWith('.sh'),
});

export const copied = (path: string, from: string): PackedFile => ({ path, from, isProgram: false });

/** By their bytes: two packagings of the same sources are the same, whatever the system's language. */
export const inOrder = (files: readonly PackedFile[]): PackedFile[] =>
  [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
