// @ts-check
/** The looks of the sheet, fetched with it. */

const CSS = `dialog { position: fixed; inset: 0; width: 100%; height: 100%; margin: 0; padding: 0; border: 0; max-width: none; max-height: none; overflow: clip; background: none; color: var(--ink); pointer-events: auto; z-index: 2147483000; }
dialog::backdrop { background: none; }
.dim { position: absolute; inset: 0; background: oklch(0.12 0.012 205 / 0.42); animation: dim 200ms; }
@keyframes dim { from { opacity: 0; } }
.paused { position: absolute; top: calc(14px + env(safe-area-inset-top)); left: 50%; translate: -50%; display: inline-flex; align-items: center; gap: 8px; height: 32px; padding: 0 14px 0 10px;
  border-radius: 999px; background: var(--plate); box-shadow: inset 0 0 0 1px var(--film-line); color: var(--film-ink); font-size: 13px; font-weight: 540; white-space: nowrap; }
.panel { position: absolute; inset: auto 0 0; max-height: min(76%, 700px); display: flex; flex-direction: column; background: var(--surface);
  border-radius: 20px 20px 0 0; box-shadow: 0 -10px 44px oklch(0 0 0 / 0.42); animation: rise 320ms var(--ease); }
dialog.tall .panel { max-height: min(78%, 700px); }
@keyframes rise { from { translate: 0 100%; } }
.panel::before { content: ""; position: absolute; top: 8px; left: 50%; width: 36px; height: 5px; margin-left: -18px; border-radius: 3px; background: var(--line-strong); opacity: 0.55; }
.bar { flex: none; display: flex; align-items: center; gap: 4px; min-height: 48px; margin: 14px 8px 0; margin-inline-start: 20px; }
.bar.deep { margin-inline-start: 8px; } .bar h2 { flex: 1 0 auto; } .bar .pill { line-height: 16px; }
h2 { font-size: 18px; line-height: 24px; font-weight: 620; letter-spacing: -0.012em; outline: 0; text-wrap: balance; }
.round-btn { display: grid; place-items: center; flex: none; width: 44px; height: 44px; border: 0; border-radius: 50%; background: none; }
.body { flex: 1 1 auto; min-height: 0; overflow-y: auto; overscroll-behavior: contain; padding: 0 20px 16px; }
.foot { flex: none; padding: 12px 20px max(20px, env(safe-area-inset-bottom)); border-top: 1px solid var(--line); }
.panel :is(button, a):focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
.btn { display: flex; align-items: center; justify-content: center; gap: 8px; width: 100%; height: 52px; padding: 0 20px; border: 1px solid var(--line-2); border-radius: 10px;
  background: var(--surface); font-weight: 620; white-space: nowrap; transition: background 120ms; }
@media (hover: hover) { .btn:hover { background: var(--accent-soft); } .btn.primary:hover { border-color: var(--accent-hover); background: var(--accent-hover); } }
.btn.primary { border-color: var(--accent); background: var(--accent); color: var(--accent-ink); box-shadow: inset 0 1px 0 oklch(1 0 0 / 0.16); }
.btn[aria-disabled=true] { cursor: default; } .btn.off { border-color: var(--line); background: var(--sunken); color: var(--ink-3); box-shadow: none; }
.btn + .btn { margin-top: 8px; }
.btn .price { font-weight: 540; }
.spin { width: 18px; height: 18px; flex: none; border-radius: 50%; border: 2px solid currentColor; border-right-color: transparent; animation: spin 800ms linear infinite; }
@keyframes spin { to { rotate: 1turn; } }
.pill { display: inline-flex; align-items: center; gap: 6px; min-height: 24px; padding: 2px 10px; border-radius: 999px; background: var(--sunken); color: var(--ink-2); font-size: 13px; line-height: 18px; font-weight: 540; }
.pill.dot::before { content: ""; width: 7px; height: 7px; border-radius: 50%; background: currentColor; }
.pill.ok { background: var(--ok-soft); color: var(--ok); } .pill.warn { background: var(--warn-soft); color: var(--warn); }
.meta { color: var(--ink-3); font-size: 13px; line-height: 20px; } .quiet { color: var(--ink-2); }
.note { display: flex; gap: 10px; align-items: flex-start; margin-bottom: 14px; padding: 10px 12px; border-radius: 6px; background: var(--accent-soft); font-size: 14px; line-height: 20px; text-wrap: pretty; }
.note .ico { margin-top: 1px; color: var(--accent); }
.note.bad { background: var(--bad-soft); border-inline-start: 3px solid var(--bad); } .note.bad .ico { color: var(--bad); }
.note.warn { background: var(--warn-soft); } .note.warn .ico { color: var(--warn); }

.kind { display: flex; align-items: center; gap: 7px; padding-top: 4px; color: var(--ink-2); font-size: 13px; line-height: 20px; font-weight: 540; }
.kind.now { color: var(--glint-text); } .kind.now::before { content: ""; width: 8px; height: 8px; background: currentColor; rotate: 45deg; scale: 0.9; }
ul + .kind { margin-top: 16px; }
.row { display: flex; align-items: center; gap: 14px; width: 100%; min-height: 76px; padding: 8px 0; border: 0; border-bottom: 1px solid var(--line); background: none; text-align: start; }
.row .thumb { width: 56px; height: 56px; border-radius: 10px; } .row.sold .thumb { opacity: 0.55; } .row > .ico { margin-inline: -6px -4px; color: var(--ink-3); }
.grow { flex: 1; min-width: 0; } .name { display: block; font-weight: 540; text-wrap: pretty; }
.row:hover .name { color: var(--accent); }
.none { padding: 8px 0 4px; text-align: center; } .none .empty { height: 48px; margin: 12px auto; }

.hero { display: flex; gap: 16px; padding-top: 6px; }
.case { position: relative; flex: none; width: 122px; height: 142px; }
.case > svg { position: absolute; inset: 0; width: 100%; height: 100%; overflow: visible; fill: none; stroke: var(--line-2); stroke-width: 1.2; stroke-linecap: round; }
.case > svg .glint { stroke: var(--glint); stroke-width: 2.4; }
.case .pic { position: absolute; inset: 5px; overflow: hidden; border-radius: 7px; background: var(--sunken); clip-path: polygon(0 0, 84% 0, 100% 14%, 100% 100%, 0 100%); }
.case img { display: block; width: 100%; height: 100%; object-fit: cover; }
.hero h2 { font-size: 22px; line-height: 28px; letter-spacing: -0.022em; }
.hero .price { margin-top: 8px; font-size: 22px; line-height: 28px; font-weight: 620; letter-spacing: -0.022em; }
.tags { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 14px; } .about { margin-top: 14px; font-size: 14px; line-height: 20px; color: var(--ink-2); white-space: pre-line; text-wrap: pretty; }
.body > .note:first-child { margin-top: 2px; }

.line { display: flex; align-items: center; gap: 12px; padding-bottom: 12px; margin-bottom: 12px; border-bottom: 1px solid var(--line); }
.line .thumb { width: 44px; height: 44px; border-radius: 6px; }
.field { position: relative; margin-bottom: 12px; } .field label { position: absolute; inset: 7px 13px auto; } .field label, .label { font-size: 13px; line-height: 18px; } .field label { color: var(--ink-2); }
.label { font-weight: 540; display: flex; justify-content: space-between; margin-bottom: 6px; } .label .meta { display: flex; align-items: center; gap: 4px; font-weight: 430; }
input { width: 100%; height: 58px; padding: 22px 12px 4px; border: 1px solid var(--line-strong); border-radius: 10px; background: var(--surface); font-size: 16px; }
input:focus { outline: 2px solid var(--focus); outline-offset: 2px; } input[aria-invalid=true] { border-color: var(--bad); box-shadow: 0 0 0 1px var(--bad); }
.error { display: flex; gap: 6px; margin: -6px 0 12px; color: var(--bad); font-size: 13px; line-height: 20px; } .error .ico { margin-top: 2px; }
.card { position: relative; min-height: 116px; }
.skel { position: absolute; inset: 0; display: grid; place-items: center; border: 1px solid var(--line); border-radius: 10px; background: var(--sunken); color: var(--ink-2); font-size: 14px; }
.skel span { display: flex; align-items: center; gap: 10px; }
.lines { display: grid; gap: 6px; font-size: 14px; line-height: 20px; font-variant-numeric: tabular-nums; }
.lines > div { display: flex; justify-content: space-between; gap: 16px; } .lines dd { text-align: end; overflow-wrap: anywhere; }
.total { font-size: 18px; line-height: 24px; font-weight: 620; }
.foot .lines { margin-bottom: 10px; } .small { margin-top: 8px; text-align: center; }
.end { display: flex; align-items: center; gap: 18px; padding: 2px 0 4px; } .end > svg { flex: none; width: 66px; height: 78px; overflow: visible; fill: none; stroke: var(--ok); stroke-width: 3; stroke-linecap: round; stroke-linejoin: round; }
.end > svg .glint { stroke: var(--glint); stroke-width: 3.5; } .end > svg .tick { stroke-width: 4; } .end > svg.plain { stroke: var(--ink-3); }
.end h2 { font-size: 22px; line-height: 28px; letter-spacing: -0.022em; } .end p { margin-top: 4px; overflow-wrap: anywhere; text-wrap: pretty; }
.paper { margin-top: 18px; padding: 14px 16px; border: 1px solid var(--line); border-radius: 10px; } .paper .line { margin: 0; border-bottom: 1px dashed var(--line-strong); } .paper .line:last-child { padding: 0; border: 0; } .paper .lines { padding-top: 12px; }
.paper + .lines { margin-top: 14px; }
@media (max-height: 560px) { .panel, dialog.tall .panel { max-height: calc(100% - 12px); } .foot { padding-block: 8px 12px; } }
.beside .dim { background: none; } .beside .paused { display: none; } dialog.beside .panel { inset: 0; max-height: none; border-radius: 0; animation: none; } .beside .panel::before { display: none; }
.beside .bar { min-height: 44px; margin-block: 4px 0; } .beside .foot:has(.total) { display: flex; align-items: center; gap: 24px; } .beside .foot .lines { flex: none; margin: 0; }
`;

export const sheetLooks = new CSSStyleSheet();
sheetLooks.replaceSync(CSS);
