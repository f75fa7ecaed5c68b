import type { GalleryJourney } from "./gallery.ts";
import { KEEPING_JOURNEYS } from "./keeping.ts";
import { PRODUCT_JOURNEYS } from "./product.ts";
import { SHOP_JOURNEYS } from "./shop.ts";
import { SUBSCRIPTION_JOURNEYS } from "./subscriptions.ts";

/** Journeys to begin with, in the order in which they are shown. A door of its own (`@beckon/core/gallery`): their mails are not loaded before somebody asks. */
export const GALLERY: readonly GalleryJourney[] = [...SHOP_JOURNEYS, ...SUBSCRIPTION_JOURNEYS, ...PRODUCT_JOURNEYS, ...KEEPING_JOURNEYS];
