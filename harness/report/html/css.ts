/** Nothing is loaded: the page has to be readable from a disk, years later. */
export const css = `
:root { color-scheme: light; }
body { margin: 0; font: 15px/1.5 system-ui, 'DejaVu Sans', sans-serif; color: #1a1a1a; background: #fff; }
main { max-width: 76rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.7rem; } h2 { margin-top: 2.5rem; border-bottom: 1px solid #ddd; } h3 { margin-top: 2rem; } h4 { margin-top: 1.6rem; }
.wide { overflow-x: auto; margin: 0.8rem 0; }
table { border-collapse: collapse; font-size: 0.82rem; font-variant-numeric: tabular-nums; }
th, td { padding: 0.25rem 0.6rem; border-bottom: 1px solid #e6e6e6; text-align: left; vertical-align: top; white-space: nowrap; }
th { background: #f5f5f5; }
td:first-child, th:first-child { position: sticky; left: 0; background: #fff; font-weight: 600; }
th:first-child { background: #f5f5f5; }
td { max-width: 26rem; white-space: normal; min-width: 3.5rem; }
figure { margin: 1rem 0; overflow-x: auto; } figure svg { max-width: 100%; height: auto; }
figcaption { color: #555; font-size: 0.85rem; max-width: 60rem; }
code { background: #f2f2f2; padding: 0 0.25rem; } .note { font-size: 0.88rem; }
sup a { text-decoration: none; }
@media print { .wide, figure { overflow: visible; } }
`
