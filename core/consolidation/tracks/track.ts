/** A track: one thing through a sequence, with what was drawn of it in each frame. */

export interface InFrame {
  /** Number of the frame, as Ground Truth's `frame-no`. */
  frame: number;
}

export interface Track<Item extends InFrame> {
  label: string;
  /** The worker's own name for it, where there is one; names of different workers have nothing to do with each other. */
  id?: string;
  /** By frame, at most one per frame. */
  items: Item[];
}

export interface TrackAnswer<Item extends InFrame> {
  tracks: Track<Item>[];
  /** Frames the answer knows of, with their names where given; frames without anything in them may be missing. */
  frames?: { frame: number; name?: string }[];
}

export interface FusedTrack<Item extends InFrame> {
  label: string;
  /** `<label>:<n>`, as Ground Truth's `object-name`. */
  id: string;
  /** Probability that such a thing is there and lies so, over the whole sequence. */
  confidence: number;
  /** With the probability that the thing exists and is to be seen in that frame. */
  items: (Item & { confidence: number })[];
}

export interface FusedTracks<Item extends InFrame> {
  tracks: FusedTrack<Item>[];
  frames?: { frame: number; name?: string }[];
}

/** What tracks are made of: how like two drawings of one frame are, and what several of them mean. */
export interface ItemKind<Item extends InFrame> {
  similarity(a: Item, b: Item): number;
  fuse(items: readonly Item[], weights: readonly number[]): Item;
  order(a: Item, b: Item): number;
}
