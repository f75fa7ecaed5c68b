import { type ErrorBody, type RouteName, routes, urlOf } from "@beckon/contract";
import { ApiError } from "./apiError.ts";
import type { Answer } from "./client.ts";

/** Routes whose body is a file. */
type FileRoute = Extract<RouteName, "uploadImport" | "importSuppressions">;

/** Sends a file as it is; `onProgress` is told the share that has left, from 0 to 1. `fetch` cannot tell it. */
export function uploadFile<N extends FileRoute>(name: N, file: File, query: object, onProgress: (share: number) => void): Promise<Answer<N>> {
  const { method } = routes[name];
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, urlOf(routes[name], { query }));
    request.setRequestHeader("content-type", "text/csv");
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onerror = () =>
      reject(new ApiError(0, "offline", "The file did not arrive. Check that you are online, and that a proxy before Beckon lets files of this size pass."));
    request.onload = () => {
      const body = readJson(request.responseText);
      if (request.status >= 200 && request.status < 300) resolve(body as Answer<N>);
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
