import { type Html, html } from './html.js'

/**
 * Colours are Okabe–Ito: blue and vermillion on light, sky blue and orange on dark, each at least 3 : 1 against its ground; text at least
 * 4.5 : 1. No colour says how a group was judged: a mark and words do.
 */
export const STYLE: Html = html`
:root{color-scheme:light dark;--ground:#fff;--panel:#f4f5f7;--text:#1a1d21;--soft:#50565e;--line:#d3d7dd;--all:#8a919b;--pale:#cfd8e2;--blue:#0072b2;--warm:#c24e00;--s0:#d3e8f5;--s1:#fadfca;--s2:#cdeee1;--s3:#f2dceb;--s4:#f7efb8;--s5:#e2e5ea}
@media (prefers-color-scheme:dark){:root{--ground:#14171b;--panel:#1e2228;--text:#e8eaed;--soft:#aab1ba;--line:#3a4049;--all:#7f8791;--pale:#3b4754;--blue:#56b4e9;--warm:#e69f00;--s0:#123f5c;--s1:#5c3510;--s2:#0d4a3a;--s3:#55304c;--s4:#4c4510;--s5:#3a4049}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--text);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
main,header,nav,footer{max-width:76rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2.2rem}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 .4rem}
h2{font-size:1.4rem;margin:2.8rem 0 .6rem;padding-top:.6rem;border-top:2px solid var(--line)}
h3{font-size:1.15rem;margin:1.8rem 0 .4rem}
h4{font-size:1rem;margin:1.3rem 0 .3rem}
p{margin:.5rem 0;max-width:46rem}
ul,ol{margin:.5rem 0;padding-left:1.3rem;max-width:46rem}
a{color:var(--blue)}
a:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:3px solid var(--warm);outline-offset:2px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;background:var(--ground);padding:.4rem .8rem}
.soft{color:var(--soft)}
.small{font-size:.875rem}
.note{background:var(--panel);border-left:4px solid var(--line);padding:.7rem 1rem;margin:1rem 0;max-width:46rem}
.note p:first-child{margin-top:0}.note p:last-child{margin-bottom:0}
.lead{font-size:1.1rem}
nav ol{columns:2;padding-left:1.2rem}
.scroll{overflow-x:auto;max-width:100%;position:relative}
table{border-collapse:collapse;min-width:min(100%,46rem);max-width:100%;font-size:.875rem;margin:.6rem 0}
caption{text-align:left;color:var(--soft);padding:.2rem 0}
th,td{text-align:left;vertical-align:top;padding:.3rem .7rem .3rem 0;border-bottom:1px solid var(--line)}
th{font-weight:600}
td:has(.object){min-width:min(13rem,30vw)}td .hash{white-space:nowrap}caption span{display:inline-block;max-width:calc(100vw - 3rem)}
td:has(code){min-width:15rem}
.whole-line{white-space:nowrap}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
code,.hash{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.85em;overflow-wrap:anywhere}
.post,.object{overflow-wrap:anywhere;unicode-bidi:isolate;white-space:pre-wrap}
.template{font-size:1.05rem;line-height:2;background:var(--panel);padding:.6rem .9rem;margin:.6rem 0;max-width:60rem;overflow-wrap:anywhere;white-space:pre-wrap}
.slot{border:1px solid var(--soft);border-radius:.3rem;padding:.05rem .3rem;white-space:normal;-webkit-box-decoration-break:clone;box-decoration-break:clone}.slot b{font-size:.75em}.slot small{color:var(--text)}
.slot0{background:var(--s0)}.slot1{background:var(--s1)}.slot2{background:var(--s2)}.slot3{background:var(--s3)}.slot4{background:var(--s4)}.slot5{background:var(--s5)}
ins{text-decoration:underline 2px var(--warm);text-underline-offset:3px}.spark{display:block;width:7rem;min-width:5rem;height:1.4rem}
svg .slot0,svg .slot1,svg .slot2,svg .slot3,svg .slot4,svg .slot5{background:none}
.chip{display:inline-block;border:1px solid var(--soft);border-radius:1rem;padding:0 .6rem;font-size:.8125rem;white-space:nowrap;font-weight:400}
figure{margin:1rem 0;overflow-x:auto;max-width:100%}
figcaption{color:var(--soft);font-size:.875rem;max-width:46rem}
svg{display:block;max-width:100%;height:auto;font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
svg text{fill:var(--text)}
.axis,.axis text{fill:var(--soft)}
.tiny{font-size:8px}
.grid{stroke:var(--line);stroke-width:1}
.tie line{stroke:var(--all);stroke-opacity:.6}
.dot circle{fill:var(--blue);stroke:var(--ground);stroke-width:1.2}
.label text{font-size:11px;paint-order:stroke;stroke:var(--ground);stroke-width:3px;stroke-linejoin:round}
.mine{fill:var(--blue)}.mine.one{fill-opacity:.7}.mine.some{fill-opacity:.85}
.all{fill:var(--all)}.whole{fill:var(--pale)}
.line-mine{fill:none;stroke:var(--blue);stroke-width:2}.line-all{fill:none;stroke:var(--all);stroke-width:1.6}
.middle{stroke:var(--text);stroke-width:2}
.pictures{display:grid;grid-template-columns:minmax(0,460px) minmax(0,1fr);gap:0 1.5rem}
.pictures>div{min-width:0}
.dossier{border-top:2px solid var(--line);margin-top:2.4rem}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:.8rem;border-top:1px solid var(--line);padding:.6rem 0}
.pair h5{grid-column:1/-1;margin:0;font-size:.875rem;font-weight:600}
.side{background:var(--panel);padding:.5rem .7rem;min-width:0}
.side p{margin:.15rem 0}
h5{font-size:.875rem;margin:1rem 0 .2rem}
.shots{margin:.6rem 0}.shots>div{display:flex;flex-wrap:wrap;gap:.8rem;margin-top:.5rem}.shots figure{margin:0;width:10rem}
.shots img{display:block;max-width:128px;max-height:128px;min-height:3rem;background:var(--panel);filter:blur(14px);clip-path:inset(0)}.shots input:checked~div img{filter:none}
.shots input:focus-visible{outline:3px solid var(--warm);outline-offset:2px}.shots figcaption{font-size:.8125rem;overflow-wrap:anywhere}
summary{cursor:pointer;color:var(--blue);padding:.2rem 0}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:.6rem 0}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
footer{padding:2rem 1.25rem 3rem}
@media (max-width:68rem){.pictures{grid-template-columns:minmax(0,1fr)}}
@media (max-width:40rem){
body{font-size:15px}h1{font-size:1.5rem}nav ol{columns:1}.pair{grid-template-columns:1fr}dl{grid-template-columns:1fr}dt{margin-top:.3rem}
figure svg{min-width:34rem}figure.small-screen svg{min-width:0}
}
@media print{
@page{size:A4;margin:16mm 14mm}
:root{--ground:#fff;--panel:#f4f5f7;--text:#000;--soft:#444;--line:#bbb;--all:#8a919b;--pale:#cfd8e2;--blue:#0072b2;--warm:#c24e00;--s0:#d3e8f5;--s1:#fadfca;--s2:#cdeee1;--s3:#f2dceb;--s4:#f7efb8;--s5:#e2e5ea}
body{font-size:10pt}main,header,nav,footer{max-width:none;padding:0}
h2{break-before:page;border-top:0}h2,h3,h4,h5{break-after:avoid}nav,.skip{display:none}
details::details-content{content-visibility:visible;display:block;height:auto}summary{list-style:none;color:inherit}.again:not([open]){display:none}
figure,.pair,.note,tr{break-inside:avoid}.scroll,figure{overflow:visible}.pictures{display:block}
.dossier{break-before:page;border-top:0}h2+p+.dossier{break-before:auto}a{color:inherit;text-decoration:none}thead{display:table-header-group}table{font-size:8.5pt}
}
`
