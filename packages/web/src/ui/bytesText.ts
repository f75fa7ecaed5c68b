/** `1.4 GB`, `320 MB`, `12 kB`, `0.3 kB`: as disks are sold. */
export function bytesText(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  return bytes >= 1e6 ? `${Math.round(bytes / 1e6)} MB` : `${bytes > 0 && bytes < 1e3 ? Math.max(0.1, bytes / 1e3).toFixed(1) : Math.round(bytes / 1e3)} kB`;
}
