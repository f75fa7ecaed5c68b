/** One line of progress for the person at the terminal; stdout stays for results. @param {string} sentence */
export function say(sentence) {
  process.stderr.write(`${sentence}\n`);
}

/** A reason to stop that needs no stack: the message says what happened and what helps. */
export class PlainFailure extends Error {}

/**
 * Runs the story of a command; ends with 1 and a plain sentence when it cannot go on.
 * @param {() => Promise<void>} story
 */
export async function tell(story) {
  try {
    await story();
  } catch (error) {
    const plain = error instanceof PlainFailure ? error.message : explain(error);
    process.stderr.write(`\n${plain}\n`);
    process.exitCode = 1;
  }
}

/** @param {unknown} error */
function explain(error) {
  const { code, message, stack } = /** @type {NodeJS.ErrnoException} */ (error);
  if (code === "ENOSPC") return `The disk is full: ${message}. Make room and start again.`;
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") return `A file may not be written: ${message}. Start as the owner of this folder.`;
  return stack ?? String(error);
}
