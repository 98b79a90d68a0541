import type { Credential } from '../src/protocol/messages.ts';
import { filePath } from '../src/sync/files/file-source.ts';
import { authorization } from '../src/sync/links/http-link.ts';
import type { FileSources } from './files.ts';

/** What says which bytes are wanted. */
const PASSED_ON = ['range', 'if-range'];

/** Asks the upstream in this device's name for the same bytes of a file; undefined where it does not answer. */
export function upstreamFiles(
  credential: () => Promise<Credential | undefined>,
  fetch: typeof globalThis.fetch,
): FileSources['upstream'] {
  return async (sha256, request) => {
    const device = await credential();
    if (!device) return undefined;
    const headers = new Headers({ authorization: authorization(device) });
    for (const name of PASSED_ON) {
      const value = request.headers.get(name);
      if (value !== null) headers.set(name, value);
    }
    try {
      return await fetch(filePath(sha256), { method: request.method, headers, cache: 'no-store' });
    } catch {
      return undefined; // away from the upstream: the file is not here yet, which the page shows
    }
  };
}
