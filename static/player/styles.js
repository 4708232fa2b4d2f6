// @ts-check
/** The looks over the film. The overlay carries its own values: on other people's pages nothing can be taken
 * for granted. */

const CSS = `
:host { position: absolute; inset: 0; display: block; pointer-events: none; color-scheme: light;
  --surface: var(--vitrine-surface, oklch(0.998 0.001 165)); --sunken: oklch(0.948 0.008 170); --line: oklch(0.895 0.009 175);
  --line-2: oklch(0.8 0.014 180); --line-strong: oklch(0.6 0.02 185);
  --ink: var(--vitrine-ink, oklch(0.235 0.024 195)); --ink-2: oklch(0.42 0.022 195); --ink-3: oklch(0.505 0.02 195);
  --accent: var(--vitrine-accent, oklch(0.415 0.07 184)); --accent-hover: var(--vitrine-accent, oklch(0.355 0.064 186)); --accent-ink: var(--vitrine-accent-ink, oklch(0.99 0.004 170));
  --accent-soft: oklch(0.94 0.026 180); --focus: oklch(0.52 0.12 230);
  --glint: oklch(0.795 0.13 84); --glint-text: oklch(0.465 0.092 74); --glint-film: var(--vitrine-glint, oklch(0.86 0.125 88));
  --ok: oklch(0.44 0.095 152); --ok-soft: oklch(0.95 0.035 152);
  --warn: oklch(0.48 0.115 52); --warn-soft: oklch(0.955 0.036 66);
  --bad: oklch(0.475 0.165 27); --bad-soft: oklch(0.955 0.024 22);
  --film-ink: oklch(0.99 0.003 170); --plate: oklch(0.17 0.013 205 / 0.86); --film-line: oklch(1 0 0 / 0.34);
  --ease: cubic-bezier(0.2, 0, 0, 1);
  --shadow-chip: 0 1px 2px oklch(0 0 0 / 0.3), 0 6px 20px oklch(0 0 0 / 0.32);
  font: 430 16px/24px var(--vitrine-font, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif);
  word-spacing: 0.03em; text-align: start; -webkit-font-smoothing: antialiased; }
:host([hidden]) { display: none; }
*, ::before, ::after { box-sizing: border-box; }
[hidden] { display: none !important; }
h2, h3, p, ul, dl, dd { margin: 0; padding: 0; } ul { list-style: none; } b { font-weight: 620; }
button, input { font: inherit; color: inherit; letter-spacing: inherit; word-spacing: inherit; touch-action: manipulation; }
button { cursor: pointer; -webkit-tap-highlight-color: transparent; }
.ico { width: 18px; height: 18px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; }
.flip:dir(rtl) { scale: -1 1; } .ico.s { width: 15px; height: 15px; } .ico.l { width: 22px; height: 22px; } .ico .f { fill: currentColor; stroke: none; }
.fig, .price { font-variant-numeric: tabular-nums lining-nums; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.thumb { display: block; flex: none; overflow: hidden; width: 40px; height: 40px; border-radius: 50%; background: var(--sunken); }
.thumb img { display: block; width: 100%; height: 100%; object-fit: cover; }
.empty { display: block; height: 60%; margin: 20% auto; fill: none; stroke: var(--ink-3); stroke-width: 2; stroke-linecap: round; overflow: visible; }
.empty .glint { stroke: var(--glint); }

/* over the film */
.layer { position: absolute; inset: 0; overflow: clip; z-index: 10; }
.layer, .marks, .chip { transition: opacity 120ms, visibility 120ms; }
.keep { position: absolute; inset: var(--vitrine-keep-top, 12px) 12px calc(var(--vitrine-keep-bottom, 64px) + 56px); visibility: hidden; }
:host([bare]) .keep { bottom: var(--vitrine-keep-bottom, 12px); } :host([bare]) .shelf { display: none; }
.away { visibility: hidden; opacity: 0; }
/* the marks end where the controls begin */
.frames { position: absolute; inset: 0 0 var(--vitrine-keep-bottom, 64px); overflow: clip; } :host([bare]) .frames { bottom: var(--vitrine-keep-bottom, 0); }
.marks { position: absolute; top: 0; left: 0; will-change: translate; container-type: size; }
.corner { position: absolute; width: 26px; height: 26px; max-width: 45%; max-height: 45%; overflow: visible; fill: none;
  stroke: #fff; stroke-width: 2; stroke-linecap: round; filter: drop-shadow(0 1px 2px oklch(0 0 0 / 0.55)); }
.corner { top: 0; left: 0; translate: calc(var(--x, 0) * (100cqw - 100%)) calc(var(--y, 0) * (100cqh - 100%)); }
.tr, .br { --x: 1; } .bl, .br { --y: 1; } .br { rotate: 180deg; } .bl { rotate: 270deg; }
.corner .glint { stroke: var(--glint-film); stroke-width: 2.6; stroke-dasharray: 24; animation: glint 700ms var(--ease) both; }
@keyframes glint { from { stroke-dashoffset: 24; } to { stroke-dashoffset: 0; } }
.chip { position: absolute; z-index: 1; top: 0; left: 0; display: inline-flex; align-items: center; gap: 10px; height: 52px; max-width: min(264px, calc(100% - 24px));
  padding-block: 0; padding-inline: 6px 14px; border: 0; border-radius: var(--vitrine-radius, 999px); background: var(--vitrine-chip, oklch(0.985 0.006 165)); color: var(--vitrine-chip-ink, var(--ink));
  font-size: 14px; font-weight: 540; line-height: 17px; text-align: start; white-space: nowrap; pointer-events: auto;
  box-shadow: var(--shadow-chip); will-change: translate; animation: arrive 120ms var(--ease); }
@keyframes arrive { from { scale: 0.94; } }
.chip .words { min-width: 0; } .chip .name { display: block; overflow: hidden; text-overflow: ellipsis; }
.chip .p { font-variant-numeric: tabular-nums; } .chip .out, .chip .ico { color: var(--ink-2); } .chip .ico { margin-inline-start: -2px; }
.chip.round { padding: 0 6px; } .chip.sold .thumb { opacity: 0.5; }
.film:focus-visible { outline: 2px solid oklch(0.99 0 0); outline-offset: 2px; box-shadow: 0 0 0 2px oklch(0.2 0.03 200), 0 0 0 6px oklch(0.2 0.03 200); }
.shelf { position: absolute; z-index: 20; left: 50%; translate: -50%; bottom: var(--vitrine-keep-bottom, 64px); display: flex; gap: 8px; pointer-events: auto; }
.shop { display: flex; align-items: center; gap: 8px; height: 48px; padding: 0 16px; border: 0; border-radius: 999px; background: var(--plate);
  box-shadow: inset 0 0 0 1px var(--film-line); color: var(--film-ink); font-weight: 620; white-space: nowrap; }
.count { min-width: 24px; padding: 0 7px; border-radius: 12px; background: var(--glint-film); color: oklch(0.24 0.045 80); font-size: 13px; text-align: center; }
.toast { position: absolute; z-index: 25; left: 16px; right: 16px; top: 72px; width: fit-content; max-width: 380px; margin: auto; display: flex; align-items: center; gap: 8px;
  padding: 4px; padding-inline-start: 16px; border-radius: 10px; background: oklch(0.3 0.018 205); color: oklch(0.97 0.004 180); font-size: 14px; pointer-events: auto; box-shadow: var(--shadow-chip); }
.toast button { min-height: 44px; padding: 0 12px; border: 0; background: none; color: oklch(0.845 0.08 180); font-weight: 540; white-space: nowrap; }

@media (prefers-reduced-motion: reduce) { *, ::before, ::after { animation: none !important; transition: none !important; } .spin { border-right-color: currentColor; border-style: dotted; } }
@media (prefers-contrast: more) { :host { --line: var(--line-strong); --ink-3: var(--ink-2); } }
`;

export const looks = new CSSStyleSheet();
looks.replaceSync(CSS);
