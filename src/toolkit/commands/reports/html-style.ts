/** The style of the page of a run. */
export const style = `
:root { --text: #1d2327; --quiet: #5d6b75; --back: #fbfbf9; --card: #fff; --line: #dde2e5; --good: #18794e; --bad: #b42318; --warn: #946200; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6eaed; --quiet: #9aa8b2; --back: #14181b; --card: #1c2226; --line: #333d44; --good: #4cc38a; --bad: #ff8b7e; --warn: #f1b93b; }
}
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--back); }
header, main { max-width: 64rem; margin: 0 auto; padding: 1.5rem 1.25rem; }
header { border-bottom: 4px solid var(--good); }
header.bad { border-color: var(--bad); }
h1 { font-size: 1.1rem; font-weight: 400; margin: 0; color: var(--quiet); overflow-wrap: anywhere; }
h1 strong { font-size: 1.9rem; line-height: 1.25; color: var(--good); }
.bad h1 strong { color: var(--bad); }
header p, .quiet { color: var(--quiet); margin: .4rem 0 0; }
h2 { font-size: 1.3rem; margin: 1.5rem 0 .75rem; }
h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
h4 { font-size: .8rem; margin: .75rem 0 .25rem; color: var(--quiet); }
.count { font-weight: 400; color: var(--quiet); }
article { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--bad); border-radius: 6px; padding: .9rem 1rem; margin: 0 0 .75rem; }
article.warning { border-left-color: var(--warn); }
article p { margin: .35rem 0; }
code, pre { font: .82rem/1.45 ui-monospace, monospace; }
code { color: var(--quiet); overflow-wrap: anywhere; }
.place code { margin-right: .75rem; }
pre { margin: 0; padding: .6rem .75rem; background: var(--back); border: 1px solid var(--line); border-radius: 4px; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 24rem; overflow-y: auto; }
.exchange { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 0 1rem; }
summary { cursor: pointer; }
article summary { color: var(--quiet); font-size: .9rem; }
.bars { display: grid; grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)); gap: .75rem 1.5rem; margin-bottom: 1.25rem; font-size: .9rem; }
meter { width: 100%; height: .8rem; display: block; }
.operation { border-top: 1px solid var(--line); padding: .6rem 0; }
.operation summary { display: flex; flex-wrap: wrap; gap: 0 .75rem; align-items: baseline; }
.right { margin-left: auto; color: var(--quiet); font-size: .85rem; }
.why { color: var(--warn); margin: .5rem 0 0; }
.mark { width: 1rem; }
.seen { color: var(--good); }
.unseen { color: var(--quiet); }
.chip { display: inline-block; border: 1px solid currentColor; border-radius: 99px; padding: 0 .6rem; font-size: .8rem; }
.chip.unseen { border-style: dashed; }
table { width: 100%; border-collapse: collapse; margin: .75rem 0; font-size: .85rem; }
th { text-align: left; font-weight: 600; color: var(--quiet); }
th, td { padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td:nth-child(2), td:nth-child(3) { font-variant-numeric: tabular-nums; white-space: nowrap; }
td:last-child { color: var(--quiet); }
`;
