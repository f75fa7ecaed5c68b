/** The loader for web pages: queues calls until the library is here, as Segment's own does. */
export function browserSnippet(origin: string, writeKey: string): string {
  return `<script>
  !function () {
    var a = window.analytics = window.analytics || [];
    if (a.invoked) return;
    a.invoked = true;
    a._writeKey = "${writeKey}";
    a._cdn = "${origin}";
    var methods = "identify track page group alias reset ready on";
    methods.split(" ").forEach(function (method) {
      a[method] = function () {
        a.push([method].concat([].slice.call(arguments)));
        return a;
      };
    });
    var script = document.createElement("script");
    script.async = true;
    script.src = a._cdn + "/analytics.js/v1/" + a._writeKey + "/analytics.min.js";
    document.head.appendChild(script);
    a.page();
  }();
</script>

<!-- when you know who it is -->
<script>
  analytics.identify("user-1", { email: "ann@shop.example", name: "Ann" });
  analytics.track("Cart Updated", {
    cart_id: "c-1", total: 120, currency: "EUR",
  });
</script>`;
}

export function nodeSnippet(origin: string, writeKey: string): string {
  return `// npm install @segment/analytics-node
// Save this as send.mjs, then: node send.mjs
import { Analytics } from "@segment/analytics-node";

const analytics = new Analytics({
  writeKey: "${writeKey}",
  host: "${origin}",
});

analytics.identify({
  userId: "user-1",
  traits: { email: "ann@shop.example", name: "Ann" },
});
analytics.track({
  userId: "user-1",
  event: "Cart Updated",
  properties: { cart_id: "c-1", total: 120, currency: "EUR" },
});

await analytics.closeAndFlush();`;
}

export function curlSnippet(origin: string, writeKey: string): string {
  return `curl ${origin}/v1/batch \\
  -u ${writeKey}: \\
  -H 'content-type: application/json' \\
  -d '{ "batch": [
  { "type": "identify", "userId": "user-1", "traits":
    { "email": "ann@shop.example", "name": "Ann" } },
  { "type": "track", "userId": "user-1",
    "event": "Cart Updated", "properties":
    { "cart_id": "c-1", "total": 120, "currency": "EUR" } }
]}'`;
}

export function stripeUrl(origin: string): string {
  return `${origin}/webhooks/stripe`;
}
