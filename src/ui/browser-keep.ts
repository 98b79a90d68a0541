/** The browser's own storage, or nothing where it is forbidden to the page: then a choice lasts as long as the page. */
export function browserKeep(which: 'localStorage' | 'sessionStorage'): Storage | undefined {
  try {
    return window[which];
  } catch {
    // SecurityError: the reader blocked storage for this site. Nothing of a pupil's work lies there.
    return undefined;
  }
}
