import type { FileRef } from '../../../classroom/file-ref.ts';

/** Where the service worker serves a file from this device's own store, with ranges. */
export const fileUrl = ({ sha256 }: FileRef): string => `/files/${sha256}`;
