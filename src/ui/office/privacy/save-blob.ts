/** How long the address of a file is kept once the browser was asked to save it, in milliseconds: some look at it only then. */
const KEPT_MS = 60_000;

/** Lets the browser keep a file under this name, where it keeps what a person downloads. */
export function saveBlob(name: string, blob: Blob): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}
