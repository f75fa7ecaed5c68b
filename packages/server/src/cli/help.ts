/** What `beckon help` prints. */
export const HELP = `beckon: campaigns and rules as files

  beckon pull DIR          write what the workspace has into DIR
  beckon plan DIR          say what a push of DIR would change, and check every file
  beckon push DIR          save the campaigns of DIR as drafts, and the rules of workspace.yaml
  beckon help

  --url URL                where Beckon runs; else BECKON_URL, else http://127.0.0.1:3000
  --key KEY                API key (Settings, Keys); else BECKON_API_KEY
  --launch                 plan, push: make changed campaigns live. One that was paused or stopped by hand stays so
  --prune                  push: archive campaigns that DIR does not have; pull: delete files that the workspace does not have
  --exit-code              plan: end with 2 when there are differences, for CI

DIR holds campaigns/<key>.yaml (or .json) and workspace.yaml; other files are left alone.
Ends with 0 when done, 1 on an error, 2 on differences with --exit-code.
`;
