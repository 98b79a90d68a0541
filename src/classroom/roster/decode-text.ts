/** UTF-8 with or without its mark; bytes that are not UTF-8 are windows-1252, as ONDE and Excel write them in France. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Not UTF-8. Every sequence of bytes is windows-1252, so this cannot fail.
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
