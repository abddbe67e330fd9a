"use strict";
// Every page works without this script: it copies, and goes from match to match.
const say = (place, text) => {
  place.querySelector("[role=status]")?.remove();
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  status.textContent = text;
  place.append(status);
};
const copy = async (place, text, field) => {
  try {
    await navigator.clipboard.writeText(text);
    say(place, "コピーしました");
  } catch {
    field?.focus();
    field?.select();
    say(place, "選択しました。コピーしてください");
  }
};
const button = (label, action) => {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  made.addEventListener("click", action);
  return made;
};

// What was selected last of a speech: to open its quotation ends the selection.
let selected = { speech: null, text: "" };
document.addEventListener("selectionchange", () => {
  const selection = getSelection();
  const text = selection.rangeCount ? selection.toString().trim() : "";
  const around = text && selection.getRangeAt(0).commonAncestorContainer;
  const said = around && (around.closest ? around : around.parentElement).closest(".said");
  if (said) selected = { speech: said.closest(".turn"), text };
});

// Quotations: the whole of one, and what is selected of its speech.
for (const field of document.querySelectorAll("[data-copy]")) {
  const place = document.createElement("p");
  field.addEventListener("focus", () => field.select());
  place.append(button("引用をコピー", () => copy(place, field.value, field)));
  const speech = field.closest(".turn");
  if (speech && field.dataset.copy) {
    place.append(button("選択した部分を引用", () => {
      if (selected.speech === speech) copy(place, `「${selected.text}」\n${field.dataset.copy}`, field);
      else say(place, "この発言の本文を選択してください");
    }));
  }
  field.after(place);
}

// The mark of a paragraph leads to it, and copies its address.
for (const mark of document.querySelectorAll(".pilcrow")) {
  mark.addEventListener("click", () => copy(mark.parentElement, mark.href));
}

// A print says when it was made.
addEventListener("beforeprint", () => {
  const day = new Date().toLocaleDateString("ja-JP", { dateStyle: "long" });
  for (const line of document.querySelectorAll(".print-only .day")) line.textContent = `（${day}取得）`;
});

const tools = document.querySelector(".tools");
if (tools) {
  const ways = document.createElement("p");
  ways.className = "tool-ways";
  ways.append(
    button("リンクをコピー", () => copy(ways, tools.dataset.address)),
    button("印刷", () => print()),
  );
  tools.append(ways);
}

// From match to match, instead of links to each.
const matches = [...document.querySelectorAll("mark[id]")];
const list = document.querySelector(".match-links");
if (list && matches.length > 1) {
  let at = 0;
  const count = document.createElement("span");
  count.setAttribute("role", "status");
  const go = (step) => {
    at = (at + step + matches.length) % matches.length;
    const match = matches[at];
    for (let each = match.closest("details"); each; each = each.parentElement.closest("details")) each.open = true;
    match.scrollIntoView({ block: "center" });
    for (const each of matches) each.classList.toggle("current", each === match);
    count.textContent = `該当 ${at + 1}／${matches.length}`;
  };
  const up = button("▲", () => go(-1));
  const down = button("▼", () => go(1));
  up.setAttribute("aria-label", "前の該当箇所");
  down.setAttribute("aria-label", "次の該当箇所");
  const first = matches.findIndex((match) => match.closest(":target") || match.matches(":target"));
  at = Math.max(first, 0);
  count.textContent = `該当 ${at + 1}／${matches.length}`;
  list.replaceChildren(count, up, down);
}
