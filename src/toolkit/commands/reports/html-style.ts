/** The style of the report. Colours have a contrast of 4.5 and more on what they stand on. */
export const style = `
:root { color-scheme: light dark; --text: #16191d; --quiet: #57606a; --back: #f5f6f8; --card: #fff; --code: #f5f6f8; --line: #d9dee4;
  --bad: #b3261e; --bad-back: #fdeceb; --warn: #7d4e00; --warn-back: #fff4d9; --good: #0f6b3e; --good-back: #e4f5eb; --link: #0b57d0; --name: #0550ae; --string: #0a6640; --number: #953800; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6edf3; --quiet: #9aa7b4; --back: #0e1216; --card: #161b21; --code: #0e1216; --line: #2d3640;
    --bad: #ff9c94; --bad-back: #3b191b; --warn: #f0c15c; --warn-back: #33280e; --good: #5fd396; --good-back: #12301f; --link: #8ab4ff; --name: #79c0ff; --string: #7ee0a8; --number: #ffb77c; }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { scroll-padding-top: 5.5rem; }
body { margin: 0; font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; color: var(--text); background: var(--back); }
code, pre, .method, .exchange { font: .8125rem/1.55 ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace; }
h1, h2, h3, h4, p, ol, pre { margin: 0; }
a { color: var(--link); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 4px; }
.width { max-width: 76rem; margin-inline: auto; padding-inline: 1.5rem; }
.quiet { color: var(--quiet); }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--card); padding: .5rem .75rem; z-index: 3; }

.top { background: var(--card); border-bottom: 1px solid var(--line); border-top: 5px solid var(--good); padding: 1.5rem 0; }
.top.bad { border-top-color: var(--bad); }
.eyebrow { color: var(--quiet); font-size: .8125rem; font-weight: 600; letter-spacing: .02em; }
h1 { font-size: 1.625rem; line-height: 1.25; letter-spacing: -.015em; overflow-wrap: anywhere; margin: .15rem 0 .5rem; }
h1 small { font-size: 1rem; font-weight: 400; letter-spacing: 0; color: var(--quiet); }
.verdict { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: baseline; overflow-wrap: anywhere; }
.verdict strong { color: var(--good); font-size: 1.0625rem; font-weight: 650; }
.top.bad .verdict strong { color: var(--bad); }
.facts { display: flex; flex-wrap: wrap; gap: .1rem 1.25rem; margin-top: .35rem; font-size: .875rem; color: var(--quiet); }
.notice { margin-top: .75rem; padding: .5rem .75rem; border-radius: 6px; background: var(--warn-back); color: var(--warn); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem; margin: 1.25rem 0 0; padding: 0; list-style: none; }
.tiles li { border: 1px solid var(--line); border-radius: 8px; padding: .65rem .9rem .7rem; }
.tiles b { display: block; font-size: 1.625rem; line-height: 1.2; font-weight: 650; font-variant-numeric: tabular-nums; letter-spacing: -.02em; }
progress { display: block; width: 100%; height: .5rem; margin-bottom: .2rem; border: 0; border-radius: 99px; overflow: hidden; appearance: none; background: var(--line); }
progress::-webkit-progress-bar { background: var(--line); }
progress::-webkit-progress-value { background: var(--good); }
progress::-moz-progress-bar { background: var(--good); }
.tiles span { font-size: .8125rem; color: var(--quiet); }
.tiles .bad b { color: var(--bad); }
.tiles .warn b { color: var(--warn); }
.tiles .good b { color: var(--good); }

.bar { position: sticky; top: 0; z-index: 2; background: var(--back); border-bottom: 1px solid var(--line); }
.bar .width { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; padding-block: .65rem; }
input, select, button { font: inherit; font-size: .875rem; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 6px; min-height: 2.25rem; padding: .3rem .7rem; }
input[type='search'] { flex: 1 1 14rem; min-width: 0; }
input::placeholder { color: var(--quiet); opacity: 1; }
select { max-width: 16rem; min-width: 0; }
button { cursor: pointer; }
button:hover { border-color: var(--quiet); }
fieldset { display: flex; margin: 0; padding: 0; border: 1px solid var(--line); border-radius: 6px; background: var(--card); }
legend { position: absolute; left: -999rem; }
fieldset input { position: absolute; opacity: 0; min-height: 0; }
fieldset label { display: flex; align-items: center; min-height: calc(2.25rem - 2px); padding: 0 .7rem; font-size: .875rem; color: var(--quiet); border-radius: 5px; cursor: pointer; }
fieldset label:has(:checked) { background: var(--text); color: var(--card); }
fieldset label:has(:focus-visible) { outline: 2px solid var(--link); outline-offset: 2px; }
.shown { margin-left: auto; font-size: .875rem; color: var(--quiet); font-variant-numeric: tabular-nums; }

main { padding: 1.5rem 0 4rem; }
h2 { font-size: 1.125rem; letter-spacing: -.01em; margin: 0 0 .75rem; }
.count { font-weight: 400; color: var(--quiet); }
.group { margin: 0 0 1.75rem; }
.group h3 { display: flex; flex-wrap: wrap; gap: 0 .6rem; align-items: baseline; font-size: 1rem; margin: 0 0 .5rem; overflow-wrap: anywhere; }
.group h3 code { font-size: .9375rem; }
.group h3 .quiet, .group h3 .count { font-size: .875rem; font-weight: 400; }
.method { font-size: inherit; font-weight: 700; color: var(--link); }
article { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .85rem 1rem .75rem; margin: 0 0 .6rem; }
.group article { content-visibility: auto; contain-intrinsic-size: auto 9rem; }
article:target { border-color: var(--link); box-shadow: 0 0 0 1px var(--link); }
article header { display: flex; gap: .65rem; align-items: flex-start; }
h4 { flex: 1; min-width: 0; font-size: .9375rem; font-weight: 600; line-height: 1.45; overflow-wrap: anywhere; }
.badge { flex: none; padding: .05rem .5rem; border-radius: 5px; font-size: .75rem; font-weight: 650; line-height: 1.4rem; color: var(--bad); background: var(--bad-back); }
.warning .badge { color: var(--warn); background: var(--warn-back); }
.link { flex: none; color: var(--quiet); text-decoration: none; padding: 0 .25rem; }
.link:hover { color: var(--link); }
.place { display: flex; flex-wrap: wrap; gap: 0 1rem; margin-top: .25rem; color: var(--quiet); overflow-wrap: anywhere; }
.place > * { min-width: 0; }
.advice { margin-top: .35rem; max-width: 56rem; }
details > summary { cursor: pointer; }
article details { margin-top: .5rem; }
article summary { color: var(--quiet); font-size: .875rem; overflow-wrap: anywhere; }
summary:hover { color: var(--text); }
.exchange { color: var(--text); font-weight: 600; }
.steps { list-style: none; padding: 0; }
.steps > li { padding: .75rem 0; border-top: 1px solid var(--line); }
.steps > li:first-child { margin-top: .6rem; }
.step { display: flex; gap: .6rem; align-items: baseline; overflow-wrap: anywhere; }
.step .quiet { font-size: .875rem; }
.step b { flex: none; min-width: 1.5rem; height: 1.5rem; line-height: 1.5rem; text-align: center; border-radius: 99px; background: var(--code); border: 1px solid var(--line); font-size: .75rem; line-height: 1.35rem; }
.panes { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); gap: .25rem .75rem; }
.pane { min-width: 0; }
.pane > p { display: flex; align-items: center; justify-content: space-between; gap: 1rem; min-height: 2rem; font-size: .8125rem; color: var(--quiet); }
pre { padding: .65rem .8rem; background: var(--code); border: 1px solid var(--line); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 26rem; overflow-y: auto; tab-size: 2; }
.copy { display: none; min-height: 0; padding: 0 .55rem; font-size: .75rem; line-height: 1.5rem; color: var(--text); }
.scripted .copy { display: inline-block; }
::highlight(name) { color: var(--name); }
::highlight(string) { color: var(--string); }
::highlight(number) { color: var(--number); }
.known { margin: 0 0 2rem; }
.known > summary { margin-bottom: .75rem; }
.empty { padding: 2.5rem 1rem; text-align: center; color: var(--quiet); border: 1px dashed var(--line); border-radius: 8px; margin: 0 0 2rem; }

.bars { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: .75rem 1.5rem; margin-bottom: 1rem; font-size: .875rem; }
.operation { background: var(--card); border: 1px solid var(--line); border-bottom: 0; padding: .6rem 1rem; overflow-wrap: anywhere; }
.operation:first-of-type { border-radius: 8px 8px 0 0; }
.operation:last-of-type { border-bottom: 1px solid var(--line); border-radius: 0 0 8px 8px; }
.operation summary { display: flex; flex-wrap: wrap; gap: 0 .65rem; align-items: baseline; }
.operation p { margin: .5rem 0 0; }
.right { margin-left: auto; color: var(--quiet); font-size: .8125rem; font-variant-numeric: tabular-nums; }
.why { color: var(--warn); }
.seen { color: var(--good); }
.unseen { color: var(--quiet); }
.chip { display: inline-block; border: 1px solid currentColor; border-radius: 99px; padding: 0 .6rem; margin: 0 .2rem .2rem 0; font-size: .8125rem; }
.chip.unseen { border-style: dashed; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; margin: .75rem 0; font-size: .875rem; }
th { text-align: left; font-weight: 600; color: var(--quiet); font-size: .8125rem; }
th, td { padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td:nth-child(2), td:nth-child(3) { font-variant-numeric: tabular-nums; white-space: nowrap; }
td code, td:last-child { color: var(--quiet); }

@media (max-width: 40rem) {
  .width { padding-inline: 1rem; }
  .top { padding: 1.15rem 0; }
  .tiles li:last-child:nth-child(odd) { grid-column: 1 / -1; }
  h1 { font-size: 1.375rem; }
  .tiles { grid-template-columns: 1fr 1fr; gap: .5rem; }
  .tiles b { font-size: 1.375rem; }
  .bar { position: static; }
  html { scroll-padding-top: 1rem; }
  select { flex: 1 1 100%; max-width: none; }
  .right { margin-left: 0; flex-basis: 100%; }
  article { padding: .75rem .8rem; }
}
@media print {
  .bar, .link, .copy { display: none !important; }
  .group article { content-visibility: visible; }
  details::details-content { content-visibility: visible; height: auto; }
  pre { max-height: none; }
}
`;
