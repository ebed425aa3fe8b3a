// The three kinds of trace the pages draw; scatter is part of the core. Dash uses `window.Plotly` in place of its own.
const Plotly = require("plotly.js/lib/core");
Plotly.register([require("plotly.js/lib/bar"), require("plotly.js/lib/sankey")]);
window.Plotly = Plotly;
