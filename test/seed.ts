import fc from "fast-check";

/**
 * The same cases on every run, so that a change is judged by what it changes. `SEED=7 npm test` tries others, and a failure says
 * which seed and path it was.
 */
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env["SEED"] ?? 20_261_125) });
