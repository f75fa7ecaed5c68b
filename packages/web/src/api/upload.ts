import { type ErrorBody, type Import, routes, urlOf } from "@beckon/contract";
import { ApiError } from "./apiError.ts";

/** Sends a file as it is; `onProgress` is told the share that has left, from 0 to 1. `fetch` cannot tell it. */
export function uploadImport(file: File, onProgress: (share: number) => void): Promise<Import> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", urlOf(routes.uploadImport, { query: { name: file.name } }));
    request.setRequestHeader("content-type", "text/csv");
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onerror = () =>
      reject(new ApiError(0, "offline", "The file did not arrive. Check that you are online, and that a proxy before Beckon lets files of this size pass."));
    request.onload = () => {
      const body = readJson(request.responseText);
      if (request.status === 201) resolve(body as Import);
      else reject(refusal(request.status, body as ErrorBody | null));
    };
    request.send(file);
  });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function refusal(status: number, body: ErrorBody | null): ApiError {
  if (body?.error) return new ApiError(status, body.error.code, body.error.message, body.error.details, body.error.path);
  return new ApiError(
    status,
    "unreadable",
    status === 413 ? "A proxy before Beckon does not let files of this size pass." : `Beckon answered with status ${status} and no explanation.`,
  );
}
