import type { JourneyDocument } from "../journey/journey.ts";
import type { SegmentDocument } from "../segment/segment.ts";

/** A journey to begin with: taken over as a draft, changed at will. Any event can stand in for its trigger without touching the steps. */
export interface GalleryJourney {
  readonly group: "Shop" | "Subscriptions and payments" | "Product use" | "Keeping people";
  readonly document: JourneyDocument;
  /** Segments that it asks about, to be made with it where there are none of their keys. */
  readonly segments?: readonly SegmentDocument[];
  /** What has to be there beside the events that it waits for, in words. */
  readonly needs?: readonly string[];
}
