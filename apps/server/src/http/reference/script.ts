import { sampleOrigin } from "./curl.ts";

/**
 * What the page does beyond being read: it filters, copies, and shows the address under which it was asked for. `/` goes to the
 * search, Escape leaves it. It is checked by its hash, so the page allows this script and no other.
 */
export const script = `
"use strict";
const all = (selector) => [...document.querySelectorAll(selector)];
const find = document.querySelector("#find");
const found = document.querySelector("#found");
const articles = all("article");
const entries = new Map(all("nav li").map((entry) => [entry.dataset.for, entry]));

const filter = () => {
  const words = find.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let count = 0;
  for (const article of articles) {
    const fits = words.every((word) => article.dataset.find.includes(word));
    article.hidden = !fits;
    const entry = entries.get(article.id);
    if (entry) entry.hidden = !fits;
    if (fits) count += 1;
  }
  for (const section of all("main > section")) section.hidden = !section.querySelector("article:not([hidden])");
  for (const list of all("nav ul")) list.hidden = list.previousElementSibling.hidden = !list.querySelector("li:not([hidden])");
  found.textContent = words.length === 0 ? "" : count + " found";
};

for (const code of all(".code code")) code.textContent = code.textContent.replace("${sampleOrigin}", location.origin);
for (const button of all(".copy")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.parentElement.querySelector("code").textContent);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 2000);
  });
}
document.querySelector("search").hidden = false;
if (matchMedia("(max-width: 60rem)").matches) document.querySelector("nav details").open = false;
find.addEventListener("input", filter);
// A link to what is filtered out shows it again.
addEventListener("hashchange", () => {
  const target = document.getElementById(location.hash.slice(1));
  if (!target || !target.closest("[hidden]")) return;
  find.value = "";
  filter();
  target.scrollIntoView();
});
addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== find && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    find.focus();
  } else if (event.key === "Escape" && document.activeElement === find) {
    find.value = "";
    filter();
    find.blur();
  }
});
`;
