import type { Json, JsonObject } from "@beckon/core";
import type { PropertyList } from "./kind.ts";
import { at, numberAt, present, textAt } from "./read.ts";

/** How a payment was made, from `payment_method_details`, a payment method, or (before 2019) a `source` or `card`. */
export function cardProperties(paymentMethod: Json): JsonObject {
  const type = textAt(paymentMethod, "type") ?? textAt(paymentMethod, "object");
  const card = cardOf(paymentMethod);
  const month = numberAt(card, "exp_month");
  const year = numberAt(card, "exp_year");
  return present({
    payment_method_type: type,
    card_brand: textAt(card, "brand") ?? (card === null ? null : textAt(card, "type")),
    card_last4: textAt(card, "last4"),
    card_exp_month: month,
    card_exp_year: year,
    card_exp: month === null || year === null ? null : `${String(month).padStart(2, "0")}/${year}`,
    card_funding: textAt(card, "funding"),
    card_country: textAt(card, "country"),
    card_wallet: textAt(card, "wallet", "type"),
  });
}

function cardOf(paymentMethod: Json): Json {
  for (const kind of ["card", "card_present", "interac_present"]) {
    const card = at(paymentMethod, kind);
    if (card !== null) return card;
  }
  return textAt(paymentMethod, "last4") === null ? null : paymentMethod;
}

export const cardPropertyList: PropertyList = {
  payment_method_type: { type: "text", description: "How it was paid: card, sepa_debit, link ..." },
  card_brand: { type: "text", description: "visa, mastercard, amex ..." },
  card_last4: { type: "text", description: "Last four digits of the card" },
  card_exp_month: { type: "number", description: "Month in which the card expires, 1 to 12" },
  card_exp_year: { type: "number", description: "Year in which the card expires" },
  card_exp: { type: "text", description: "Expiry of the card as 08/2030" },
  card_funding: { type: "text", description: "credit, debit, prepaid" },
  card_country: { type: "text", description: "Country of the card" },
  card_wallet: { type: "text", description: "apple_pay, google_pay, link ..." },
};
