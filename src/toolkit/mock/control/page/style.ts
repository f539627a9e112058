export const style = `
  :root { color-scheme: light dark; --text: #16191d; --quiet: #57606a; --back: #f5f6f8; --card: #fff; --line: #d9dee4; --bad: #b3261e; --good: #0f6b3e; --link: #0b57d0; --code: #f0f2f5; }
  @media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --quiet: #9aa7b4; --back: #0e1216; --card: #161b21; --line: #2d3640; --bad: #ff9c94; --good: #5fd396; --link: #8ab4ff; --code: #0e1216; } }
  * { box-sizing: border-box; }
  [hidden] { display: none !important; }
  body { margin: 1.25rem auto; max-width: 80rem; padding: 0 1.5rem; font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; color: var(--text); background: var(--back); }
  header, .bar, .form { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: center; margin-bottom: .75rem; }
  h1 { font-size: 1.375rem; letter-spacing: -.015em; margin: 0; }
  h2 { font-size: 1rem; margin: 0 0 .5rem; }
  h2 + p { margin: -.25rem 0 .5rem; }
  h3 { font-size: .8125rem; color: var(--quiet); margin: .75rem 0 .25rem; }
  .quiet, #connection, label { color: var(--quiet); font-size: .875rem; }
  #connection { flex: 1; }
  button, input, select, textarea { font: inherit; font-size: .875rem; color: var(--text); background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: .3rem .6rem; max-width: 100%; }
  button { cursor: pointer; }
  button:hover { border-color: var(--quiet); }
  :focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
  [role=tab] { border-color: transparent; background: none; }
  [role=tab][aria-selected=true] { background: var(--card); border-color: var(--line); font-weight: 650; }
  #search { flex: 1; min-width: 10rem; }
  .card { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 8px; margin-bottom: 1rem; }
  .card.inner { padding: 1rem; }
  table { border-collapse: collapse; width: 100%; font-size: .875rem; }
  th { color: var(--quiet); font-size: .8125rem; }
  th, td { border-bottom: 1px solid var(--line); padding: .45rem .7rem; text-align: left; vertical-align: top; }
  tbody tr:last-child > td { border-bottom: 0; }
  tr.request { cursor: pointer; }
  tr.request:hover, tr.request.opened { background: var(--back); }
  .open { border: 0; background: none; padding: 0 .3rem; color: var(--quiet); }
  .method, .url, code, pre, textarea { font: .8125rem/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
  td.method { font-weight: 700; }
  td.url, td.errors, dd, code { overflow-wrap: anywhere; }
  .number, .status, .ms { font-variant-numeric: tabular-nums; text-align: right; }
  .number, .time, .ms { color: var(--quiet); }
  td.status { color: var(--good); font-weight: 650; }
  tr.refused .status, .bad { color: var(--bad); }
  p.none { color: var(--quiet); text-align: center; margin: 2rem; }
  tr.details > td { background: var(--back); cursor: default; }
  .sides { margin-top: .75rem; display: grid; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); gap: 1rem 1.5rem; }
  .sides > * { min-width: 0; }
  dl { display: grid; grid-template-columns: minmax(5rem, max-content) minmax(0, 1fr); gap: .1rem .75rem; margin: 0; font-size: .8125rem; }
  dt { color: var(--quiet); overflow-wrap: anywhere; max-width: 12rem; }
  dd { margin: 0; }
  pre { margin: 0; padding: .6rem .75rem; background: var(--code); border: 1px solid var(--line); border-radius: 6px; max-height: 24rem; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
  tr.details pre { background: var(--card); }
  ul { margin: .25rem 0; padding-left: 1.25rem; }
  textarea { width: 100%; min-height: 6rem; background: var(--code); resize: vertical; }
  .record { border-bottom: 1px solid var(--line); padding: .5rem .8rem; }
  .record:last-child { border-bottom: 0; }
  .record summary { cursor: pointer; overflow-wrap: anywhere; }
  .record > :not(summary) { margin: .5rem 0; }
  .form { align-items: end; margin: 0; }
  .bar:last-child { margin-bottom: 0; }
  [type=number] { width: 6rem; }
  .form > label { display: flex; flex-direction: column; gap: .15rem; }
  .form > .wide { flex-basis: 100%; }
  @media (max-width: 48rem) {
    body { padding: 0 .75rem; margin: .75rem auto; }
    .time, .ms, th.operation, td.operation { display: none; }
    th, td { padding: .4rem .45rem; }
    td.url { min-width: 7rem; }
    .form > label { flex: 1 1 40%; }
    [type=number] { width: 100%; }
  }
`;
