/** The package's types: the element, its events, and how both look to TypeScript. */

import type { Card, Manifest, Moment } from './shapes.js';
import type { VitrineOverlay } from './vitrine.js';

export { VitrineOverlay } from './vitrine.js';
export type { Box, Card, Key, Manifest, Moment } from './shapes.js';

/** What most events say. `t` is the film's time in seconds; without a moment it is about the list. */
export interface About {
  t: number;
  moment: Moment | null;
  card: Card | null;
}

export interface Line extends About {
  moment: Moment;
  variant: string;
  quantity: number;
  /** Proves which moment it was pressed at: send it along to POST /v1/checkouts. */
  token: string | undefined;
  channel: string | null;
  viewer: string | null;
}

export interface VitrineEvents {
  'vitrine-ready': CustomEvent<{ manifest: Manifest }>;
  'vitrine-change': CustomEvent<{ now: Moment[]; earlier: Moment[]; later: number; cards: Record<string, Card> }>;
  'vitrine-impression': CustomEvent<About & { moment: Moment }>;
  'vitrine-tap': CustomEvent<About & { moment: Moment }>;
  'vitrine-open': CustomEvent<About>;
  'vitrine-cover': CustomEvent<{ open: boolean; height: number; beside: boolean | undefined }>;
  'vitrine-close': CustomEvent<About>;
  'vitrine-checkout': CustomEvent<Line>;
  'vitrine-paid': CustomEvent<About & { moment: Moment; checkout: string | undefined }>;
  'vitrine-error': CustomEvent<About & { what: 'manifest' | 'shop' | 'checkout'; message: string | undefined }>;
  'vitrine-words': CustomEvent<object>;
}

declare global {
  interface HTMLElementTagNameMap {
    'vitrine-overlay': VitrineOverlay;
  }
  interface HTMLElementEventMap extends VitrineEvents {}
  // They bubble, and leave every shadow tree.
  interface DocumentEventMap extends VitrineEvents {}
}
