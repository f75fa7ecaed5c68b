import type { EmailMessage, JsonObject } from "@beckon/core";

/**
 * A mail as shops send it: header, hero, a greeting, a grid of the products in the cart, a total, links of the footer.
 * Compiled and rendered with eight products it is about 32 kB of HTML with some 60 uses of Liquid.
 */
export const SHOP_MAIL: EmailMessage = {
  channel: "email",
  subject: '{{ profile.first_name | default: "You" }}, your cart of {{ event.total | money: "EUR" }} is waiting',
  preheader: "{{ event.products.size }} {{ event.products.size | plural: 'thing', 'things' }} you liked",
  body: {
    format: "mjml",
    source: `<mjml>
  <mj-head>
    <mj-attributes><mj-all font-family="Helvetica, Arial, sans-serif" /><mj-text font-size="15px" line-height="24px" color="#222222" /></mj-attributes>
    <mj-style>.price { color: #0a7a5c; font-weight: bold }</mj-style>
  </mj-head>
  <mj-body background-color="#f4f4f1">
    <mj-section background-color="#ffffff"><mj-column><mj-image width="140px" src="https://shop.example/logo.png" alt="Shop" href="https://shop.example/?utm_source=mail&utm_campaign=cart" /></mj-column></mj-section>
    <mj-section background-color="#ffffff"><mj-column>
      <mj-text font-size="24px" line-height="32px">Hello {{ profile.first_name | default: "there" }},</mj-text>
      <mj-text>You left something behind on {{ event.time | date: "%A, %-d %B" }}. {% if profile.plan == "gold" %}As a gold member you have free delivery.{% else %}Delivery is {{ 4.9 | money: "EUR" }}.{% endif %} We keep your cart until {{ event.keeps_until | default: "now" | date: "%-d %B, %H:%M" }}.</mj-text>
    </mj-column></mj-section>
    {% for product in event.products %}
    <mj-section background-color="#ffffff" padding="8px 0">
      <mj-column width="30%"><mj-image src="https://shop.example/i/{{ product.sku }}.jpg" alt="{{ product.name }}" href="https://shop.example/p/{{ product.sku }}?utm_source=mail" /></mj-column>
      <mj-column width="70%">
        <mj-text><a href="https://shop.example/p/{{ product.sku }}?utm_source=mail" style="color:#222222">{{ product.name }}</a><br/>{{ product.variant | default: "One size" }}</mj-text>
        <mj-text>{{ product.quantity }} x <span class="price">{{ product.price | money: "EUR" }}</span></mj-text>
      </mj-column>
    </mj-section>
    {% endfor %}
    <mj-section background-color="#ffffff"><mj-column>
      <mj-text align="right">Total <span class="price">{{ event.total | money: "EUR" }}</span></mj-text>
      <mj-button background-color="#1f4e4a" href="https://shop.example/cart/{{ event.cart_id }}?utm_source=mail">Back to my cart</mj-button>
    </mj-column></mj-section>
    <mj-section><mj-column>
      <mj-text font-size="12px" color="#666666">You get this because you shopped with {{ workspace.name }} as {{ profile.email }}. <a href="{{ message.preferences_url }}">Preferences</a> &middot; <a href="{{ message.unsubscribe_url }}">Unsubscribe</a> &middot; <a href="{{ message.view_in_browser_url }}">View in browser</a></mj-text>
    </mj-column></mj-section>
  </mj-body>
</mjml>`,
  },
};

/** A short one: some 2 kB of HTML. */
export const SHORT_MAIL: EmailMessage = {
  channel: "email",
  subject: 'Your code, {{ profile.first_name | default: "friend" }}',
  body: {
    format: "html",
    source: `<!doctype html><html><body style="font:15px/24px Helvetica,Arial,sans-serif;color:#222"><h1>Hello {{ profile.first_name | default: "there" }}</h1><p>${"Thank you for being with us; this is a short note with one thing to do. ".repeat(18)}</p><p>Your cart: {{ event.total | money: "EUR" }}</p><p><a href="https://shop.example/cart/{{ event.cart_id }}">Back to my cart</a></p><p><a href="{{ message.unsubscribe_url }}">Unsubscribe</a></p></body></html>`,
  },
};

/** A cart of eight. */
export function aCart(index: number): JsonObject {
  const products = Array.from({ length: 8 }, (_, place) => ({
    sku: `sku-${index % 97}-${place}`,
    name: `Hand-thrown cup number ${place} in “${["sand", "sea", "soot"][place % 3]}” & oak`,
    variant: place % 2 ? "250 ml" : null,
    quantity: 1 + (place % 3),
    price: 9.9 + place,
  }));
  return { cart_id: `cart-${index}`, total: 129.9 + (index % 100), keeps_until: "2027-01-05T18:00:00Z", products };
}
