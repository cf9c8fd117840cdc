/** The style of the page; a Content-Security-Policy lets in this text and no other. */
export const PAGE_STYLE = `
:root { --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --ground: #eef1f4;
  --critical: #8f1d00; --high: #d55e00; --medium: #0072b2; --low: #57606a; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 64rem; color: var(--ink); background: #fff;
  font: 16px/1.45 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.15rem; margin: 0 0 .25rem; }
h3 { font-size: 1rem; margin: 1rem 0 .25rem; } p { margin: .25rem 0; }
section { margin: 1.5rem 0; } .note, .id, .when { color: var(--soft); font-size: .875rem; }
ol.lanes, ul.evidence, ul.faults { list-style: none; margin: 0; padding: 0; }
.lanes a { display: block; padding: .4rem 0; color: inherit; text-decoration: none; border-top: 1px solid var(--line); }
.lanes a:hover, .lanes a:focus-visible { background: var(--ground); }
.ends { display: flex; justify-content: space-between; gap: 1rem; font-size: .875rem; }
.ends span:last-child { text-align: right; }
svg { vertical-align: middle; } .track, .bar { display: block; }
.ground { stroke: var(--line); fill: var(--ground); } .midnight { stroke: var(--line); }
.span { stroke-width: 5; }
.span.critical { stroke: var(--critical); } .mark.critical { fill: var(--critical); }
.span.high { stroke: var(--high); stroke-dasharray: 14 4; } .mark.high { fill: var(--high); }
.span.medium { stroke: var(--medium); stroke-dasharray: 6 4; } .mark.medium { fill: var(--medium); }
.span.low { stroke: var(--low); stroke-dasharray: 2 4; } .mark.low { fill: var(--low); }
.badge { display: inline-flex; align-items: center; gap: .25rem; padding: 0 .5rem 0 .25rem; font-size: .8rem;
  font-weight: 700; border: 2px solid; border-radius: 4px; white-space: nowrap; vertical-align: middle; }
.defs { position: absolute; }
.badge.critical { border-color: var(--critical); } .badge.high { border-color: var(--high); border-style: dashed; }
.badge.medium { border: 4px double var(--medium); }
.badge.low { border-color: var(--low); border-style: dotted; }
.finding { margin: 1.5rem 0; padding: 1rem; border: 1px solid var(--line); border-left-width: 6px; border-radius: 6px; }
.finding.critical { border-left: 6px solid var(--critical); } .finding.high { border-left: 6px dashed var(--high); }
.finding.medium { border-left: 6px dashed var(--medium); } .finding.low { border-left: 6px dotted var(--low); }
.finding:target { outline: 3px solid var(--medium); }
.evidence li { margin: .4rem 0; } .bar .ground { stroke: none; } .bar .share { fill: #0072b2; } .bar .events { fill: #5b9bc8; }
summary { margin: .5rem 0; cursor: pointer; } table { width: 100%; border-collapse: collapse; font-size: .875rem; }
th, td { padding: .25rem .5rem .25rem 0; text-align: left; vertical-align: top; border-top: 1px solid var(--line); }
tr.denied td:nth-child(2) { font-weight: 700; }
@media (max-width: 700px) {
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody, tr, td { display: block; } td { padding: 0; border: 0; }
  tr { padding: .4rem 0; border-top: 1px solid var(--line); }
}
`;
