import { registerHooks } from "node:module";
import { plantedBugs } from "./planted-bugs.ts";

// `PLANTED_BUG=… node --import ./src/testing/plant.ts src/main.ts …` simulates with one bug planted: in memory, when the file is loaded.

const bug = process.env.PLANTED_BUG ?? "";
const planted = plantedBugs[bug];
if (planted === undefined) throw new Error(`the bugs are ${Object.keys(plantedBugs).join(", ")}`);
const left = new Set(planted.edits);

registerHooks({
  load: (url, context, nextLoad) => {
    const loaded = nextLoad(url, context);
    const edit = planted.edits.find(({ file }) => url.endsWith(`/${file}`));
    if (edit === undefined) return loaded;
    const source = String(loaded.source);
    if (!source.includes(edit.right)) throw new Error(`${edit.file} has changed: plant ${bug} anew`);
    left.delete(edit);
    return { ...loaded, source: source.replace(edit.right, () => edit.wrong) };
  },
});
process.on("exit", () => {
  for (const { file } of left) process.stderr.write(`${file} was never loaded\n`);
});
