/** How the page looks: the reader's own fonts, light or dark as they have it, one column where there is room for one only. */
export const style = `
:root { color-scheme: light dark; --ink: #1c2126; --soft: #57606a; --paper: #fff; --shade: #f4f5f7; --line: #d9dde2; --link: #0b5cad;
  --get: #0a6640; --post: #7a4b00; --put: #5b3fa0; --patch: #5b3fa0; --delete: #a3201d; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e7ea; --soft: #a3acb5; --paper: #15181b; --shade: #1f2428; --line: #363d44; --link: #7cb8f5;
  --get: #5fd39a; --post: #f0b95a; --put: #b9a3f5; --patch: #b9a3f5; --delete: #ff9088; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 5rem; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; display: grid;
  grid-template: "head head" auto "nav main" 1fr / 19rem minmax(0, 1fr); }
a { color: var(--link); text-underline-offset: .15em; }
:focus-visible { outline: .15rem solid var(--link); outline-offset: .15rem; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: .5rem; z-index: 2; background: var(--paper); padding: .4rem .8rem; }
header { grid-area: head; position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; align-items: baseline; gap: .2rem 1.5rem;
  padding: .7rem 1.5rem; background: var(--paper); border-bottom: 1px solid var(--line); }
header h1 { margin: 0; font-size: 1.25rem; }
header p { margin: 0; color: var(--soft); font-size: .9rem; }
search { margin-left: auto; }
search[hidden] { display: none; }
input { font: inherit; color: inherit; background: var(--shade); border: 1px solid var(--line); border-radius: .3rem; padding: .25rem .6rem; width: 15rem; max-width: 60vw; }
::placeholder { color: var(--soft); opacity: 1; }
kbd { border: 1px solid var(--line); border-radius: .2rem; padding: 0 .35rem; color: var(--soft); }
output { color: var(--soft); font-size: .9rem; }
nav { grid-area: nav; position: sticky; top: 3.4rem; align-self: start; max-height: calc(100vh - 3.4rem); overflow: auto; padding: 1rem 1rem 2rem 1.5rem;
  border-right: 1px solid var(--line); font-size: .9rem; }
nav h2 { margin: 1rem 0 .2rem; font-size: .95rem; }
nav ul { margin: 0; padding: 0; list-style: none; }
nav li a { display: flex; align-items: baseline; padding: .15rem 0; color: inherit; text-decoration: none; }
nav li a:hover { text-decoration: underline; }
nav li b { flex: 0 0 3.8rem; font-size: .72rem; }
main { grid-area: main; padding: 1rem 2rem 6rem; max-width: 60rem; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
h3 { margin: 2.2rem 0 .3rem; }
h3 a { color: inherit; text-decoration: none; }
h3 a:hover { text-decoration: underline; }
h4 { margin: 1rem 0 .4rem; }
article:target > h3 { background: var(--shade); box-shadow: -.5rem 0 0 var(--link); }
.route { margin: .2rem 0 .6rem; overflow-wrap: anywhere; }
.route b { display: inline-block; min-width: 4rem; }
.get { color: var(--get); } .post { color: var(--post); } .put { color: var(--put); } .patch { color: var(--patch); } .delete { color: var(--delete); }
.id { color: var(--soft); font-size: .85rem; margin-left: .6rem; }
code, pre, kbd { font-family: ui-monospace, monospace; font-size: .88em; }
pre { margin: .4rem 0; padding: .8rem 1rem; background: var(--shade); border: 1px solid var(--line); border-radius: .3rem; overflow: auto; max-height: 26rem; }
.code { position: relative; }
.copy { position: absolute; top: .5rem; right: .5rem; font: inherit; font-size: .85rem; color: inherit; background: var(--paper);
  border: 1px solid var(--line); border-radius: .3rem; padding: .2rem .6rem; cursor: pointer; }
details { margin: .3rem 0; border-left: .2rem solid var(--line); padding-left: .8rem; }
details.good { border-color: var(--get); } details.bad { border-color: var(--delete); }
nav details { border: 0; padding: 0; }
summary { cursor: pointer; overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9rem; margin: .4rem 0; }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); font-weight: normal; }
thead th { color: var(--soft); }
td p { margin: 0; }
i { color: var(--soft); font-size: .85rem; }
@media (max-width: 60rem) {
  body { grid-template: "head" auto "nav" auto "main" 1fr / minmax(0, 1fr); }
  header, nav, main { padding-left: 1rem; padding-right: 1rem; }
  header, nav { position: static; }
  nav { max-height: none; border: 0; border-bottom: 1px solid var(--line); padding-bottom: 1rem; }
  nav li a { padding-top: .35rem; padding-bottom: .35rem; }
  search { margin: 0; width: 100%; }
  input { width: 80%; max-width: none; }
  kbd { display: none; }
  html { scroll-padding-top: 1rem; }
  .copy:not([hidden]) + pre { padding-top: 2.8rem; }
  .wide table, .wide tbody, .wide tr, .wide th, .wide td { display: block; overflow-wrap: anywhere; }
  .wide thead { position: absolute; left: -99rem; }
  .wide tr { padding: .4rem 0; border-bottom: 1px solid var(--line); }
  .wide th, .wide td { padding: 0; border: 0; }
  .wide .wide { margin: .2rem 0 0; border-left: .2rem solid var(--line); padding-left: .8rem; }
}
@media print { header, main { position: static; } nav, .copy, search { display: none; } }
`;
