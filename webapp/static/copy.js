"use strict";
// Each citation can be selected and copied by hand; with this script, also by a button.
for (const field of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  const status = document.createElement("span");
  button.type = "button";
  button.textContent = "引用をコピー";
  status.setAttribute("role", "status");
  field.addEventListener("focus", () => field.select());
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      status.textContent = "コピーしました";
    } catch {
      field.focus();
      status.textContent = "選択しました。コピーしてください";
    }
  });
  field.after(button, status);
}
