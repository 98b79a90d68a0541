import { open } from 'node:fs/promises';

/** Makes the names in a folder last through a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folder as a file, and its NTFS journals names by itself.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
