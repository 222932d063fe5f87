// What is easier with a script. Every page works without it: a part is a link to its own page.
"use strict";

async function bringPart(link) {
  const place = link.closest(".part");
  place.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(link.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const part = page.getElementById("part");
    if (!answer.ok || !part) return;
    part.removeAttribute("id");
    part.className = "brought";
    place.replaceWith(part);
  } catch {
    // the link stays, and leads to the part's page
  } finally {
    place.removeAttribute("aria-busy");
  }
}

for (const link of document.querySelectorAll("a[data-part]")) {
  if (link.dataset.part === "now") bringPart(link);
  else link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    bringPart(link);
  });
}

// The SQL box: Tab completes the word before the cursor, Ctrl+Enter asks.
const box = document.querySelector("textarea[data-words]");
if (box) {
  const keywords = ("SELECT FROM WHERE GROUP BY ORDER HAVING LIMIT JOIN USING LEFT ANTI SEMI DISTINCT " +
    "count sum min max avg median FILTER CASE WHEN THEN ELSE END IS NOT NULL AND OR IN LIKE ILIKE BETWEEN " +
    "DESC ASC WITH AS OVER PARTITION UNNEST").split(" ");
  let tables = null;
  let turn = null;
  const load = async () => { tables ??= await (await fetch(box.dataset.words)).json(); };
  box.addEventListener("focus", load, { once: true });
  for (const hint of document.querySelectorAll(".with-script")) hint.hidden = false;

  const candidates = (word) => {
    const named = Object.keys(tables).filter((name) => new RegExp(`\\b${name}\\b`, "i").test(box.value));
    const words = [...named.flatMap((name) => tables[name]), ...Object.keys(tables), ...keywords];
    const begun = word.toLowerCase();
    return [...new Set(words)].filter((one) => one.toLowerCase().startsWith(begun) && one !== word);
  };

  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      box.form.requestSubmit();
      return;
    }
    if (event.key !== "Tab" || event.shiftKey || !tables) { turn = null; return; }
    const at = box.selectionStart;
    if (turn && turn.at === at) {
      turn.next = (turn.next + 1) % turn.words.length;
    } else {
      const word = /\w+$/.exec(box.value.slice(0, at))?.[0];
      const words = word ? candidates(word) : [];
      if (!words.length) return; // Tab goes on to the next field
      turn = { start: at - word.length, words, next: 0 };
    }
    event.preventDefault();
    const chosen = turn.words[turn.next];
    box.setRangeText(chosen, turn.start, at, "end");
    turn.at = box.selectionStart;
  });
}
