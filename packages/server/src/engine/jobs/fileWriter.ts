import type { Instant } from "@beckon/core";
import type { Query } from "../../store/db.ts";
import { beginFile, completeFile, type FileRow, putPart } from "../../store/files.ts";

/** How many parts a file has so far: a part of the job's cursor. */
export type Parts = number;

/** A file that a job makes: one part a step, numbered by its cursor, so that a step done twice writes the same part twice. */
export class JobFile {
  readonly #q: Query;
  readonly id: string;
  #parts: Parts;
  #text = "";

  private constructor(q: Query, id: string, parts: Parts) {
    this.#q = q;
    this.id = id;
    this.#parts = parts;
  }

  static async open(q: Query, file: Omit<FileRow, "bytes" | "completedAt">, parts: Parts): Promise<JobFile> {
    await beginFile(q, file);
    return new JobFile(q, file.id, parts);
  }

  write(text: string): void {
    this.#text += text;
  }

  /** Keeps what was written since the last time. @returns what the cursor must remember */
  async flush(): Promise<Parts> {
    if (this.#text !== "") {
      await putPart(this.#q, this.id, this.#parts, Buffer.from(this.#text, "utf8"));
      this.#parts += 1;
      this.#text = "";
    }
    return this.#parts;
  }

  async complete(at: Instant): Promise<void> {
    await completeFile(this.#q, this.id, await this.flush(), at);
  }
}
