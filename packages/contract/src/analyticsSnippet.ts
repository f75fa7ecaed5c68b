/** Calls that a page may make before the library has arrived; they wait in the array and are made then. */
const METHODS = [
  "track",
  "page",
  "identify",
  "group",
  "alias",
  "screen",
  "reset",
  "ready",
  "on",
  "once",
  "off",
  "user",
  "debug",
  "setAnonymousId",
  "addSourceMiddleware",
  "addIntegrationMiddleware",
  "register",
] as const;

/**
 * The lines that a shop puts into the head of its pages. They load Segment's browser library from Beckon itself; everything
 * written for `analytics.track(...)` works unchanged.
 * @param publicUrl where browsers reach Beckon, without a slash at the end
 */
export function analyticsSnippet(publicUrl: string, writeKey: string): string {
  return `<script>
(function () {
  var analytics = (window.analytics = window.analytics || []);
  if (analytics.initialize || analytics.invoked) return;
  analytics.invoked = true;
  ${JSON.stringify(METHODS)}.forEach(function (method) {
    analytics[method] = function () {
      if (window.analytics.initialized) return window.analytics[method].apply(window.analytics, arguments);
      analytics.push([method].concat(Array.prototype.slice.call(arguments)));
      return analytics;
    };
  });
  analytics.load = function (writeKey, options) {
    var script = document.createElement("script");
    script.async = true;
    script.src = ${inScript(publicUrl)} + "/analytics.js/v1/" + writeKey + "/analytics.min.js";
    analytics._writeKey = writeKey;
    analytics._loadOptions = options;
    document.head.appendChild(script);
  };
  analytics.load(${inScript(writeKey)});
  analytics.page();
})();
</script>`;
}

/** A text as JavaScript that cannot end the script element around it. */
function inScript(text: string): string {
  return JSON.stringify(text).replaceAll("<", "\\u003c");
}
