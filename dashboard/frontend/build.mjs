// Builds everything in ../assets from the packages of package-lock.json. Run by `make assets`; its output is committed.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync, copyFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import * as sass from "sass-embedded";

const here = dirname(fileURLToPath(import.meta.url));
const assets = join(here, "..", "assets");
const axe = join(here, "..", "..", "tests", "dashboard", "vendor");
const packaged = (name) => join(here, "node_modules", name);
const version = (name) => JSON.parse(readFileSync(join(packaged(name), "package.json"), "utf8")).version;

// Tile maps are not drawn here, so neither their style sheet nor its licence is carried.
const withoutMaps = {
  name: "without-maps",
  setup: (build) => build.onLoad({ filter: /maplibre-gl\.css$/ }, () => ({ contents: "", loader: "text" })),
};

const common = { bundle: true, minify: true, format: "iife", legalComments: "none", metafile: true, write: false, logLevel: "error" };

const carried = new Set(["govuk-frontend"]);

async function script(entry, options = {}) {
  const built = await esbuild.build({ ...common, target: "es2020", entryPoints: [join(here, entry)], ...options });
  for (const output of Object.values(built.metafile.outputs)) {
    for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
      const found = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input);
      if (found && bytesInOutput > 0) carried.add(found[1]);
    }
  }
  return built.outputFiles[0].text;
}

function styleSheet() {
  const { css } = sass.compile(join(here, "pathways.scss"), {
    loadPaths: [here, join(here, "node_modules")],
    quietDeps: true,
    style: "compressed",
  });
  for (const forbidden of ["GDS Transport", "crest", "crown", "url("]) {
    if (css.includes(forbidden)) throw new Error(`the style sheet still names ${forbidden}`);
  }
  return css;
}

function licences() {
  const text = [...carried].sort().map((name) => {
    const said = JSON.parse(readFileSync(join(packaged(name), "package.json"), "utf8"));
    const file = readdirSync(packaged(name)).find((entry) => /^licen[cs]e/i.test(entry));
    const words = file ? readFileSync(join(packaged(name), file), "utf8").trim() : name === "govuk-frontend" ? MIT_OF_GOVUK : "";
    return `## ${name} ${said.version} (${said.license ?? said.licenses?.[0]?.type})\n\n${words}\n`;
  });
  return `# Licences of what is built into these files\n\n${text.join("\n")}`;
}

const MIT_OF_GOVUK = `MIT licence. Copyright (c) Crown Copyright (Government Digital Service).

Only its style sheet is used. GDS Transport, the crest and the crown, which that licence does not cover, are left out.

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

function put(name, text) {
  const bytes = Buffer.from(text);
  const brotli = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
  const gzip = gzipSync(bytes, { level: 9 });
  writeFileSync(join(assets, name), bytes);
  writeFileSync(join(assets, `${name}.br`), brotli);
  writeFileSync(join(assets, `${name}.gz`), gzip);
  const kilobytes = (content) => `${(content.length / 1024).toFixed(0)} KB`;
  console.log(`${name.padEnd(14)} ${kilobytes(bytes)}, brotli ${kilobytes(brotli)}, gzip ${kilobytes(gzip)}`);
}

rmSync(assets, { recursive: true, force: true });
mkdirSync(assets, { recursive: true });
put(
  "plotly.js",
  await script("plotly.cjs", {
    define: { global: "window", "define.amd": "false" },
    alias: { stream: "stream-browserify" },
    loader: { ".css": "text" },
    plugins: [withoutMaps],
  }),
);
put("page.js", await script("page.js"));
put("pathways.css", styleSheet());
writeFileSync(join(assets, "LICENSES.md"), licences());
copyFileSync(join(here, "favicon.svg"), join(assets, "favicon.svg"));

mkdirSync(axe, { recursive: true });
copyFileSync(join(packaged("axe-core"), "axe.min.js"), join(axe, "axe.min.js"));
copyFileSync(join(packaged("axe-core"), "LICENSE"), join(axe, "LICENSE-axe-core.txt"));
console.log(`axe-core ${version("axe-core")} for the tests`);
