// Single keys at the moderators' desk, the reply that a reason brings, and the end of the undo bar.
// All of it is extra: every key presses a link or a button that is on the page.

const REMEMBER = "moderation-keys";
const dialog = document.querySelector("[data-keys-dialog]");
const line = document.querySelector("[data-keys]");
const choice = document.querySelector("[data-keys-on]");
const form = document.querySelector("[data-decision]");

// A browser that keeps nothing for this site still has the keys, for this page.
function recall() {
  try {
    return localStorage.getItem(REMEMBER) !== "off";
  } catch {
    return true;
  }
}

function keep(on) {
  try {
    localStorage.setItem(REMEMBER, on ? "on" : "off");
  } catch {
    // Then it holds for this page.
  }
}

let on = recall();

function show() {
  document.documentElement.classList.toggle("has-keys", on);
  if (choice) choice.checked = on;
}

function step(by) {
  const links = [...document.querySelectorAll(".queue a")];
  const now = links.findIndex((link) => link.getAttribute("aria-current") === "true");
  links[now + by]?.click();
}

function decide(to) {
  form?.querySelector(`button[name=to][value=${to}]`)?.click();
}

// Many at once: ticked one by one, or all from the last one ticked to this one. Looking at another comment loads the
// page anew, so this tab remembers the ticks until they are decided about.
const TICKS = "moderation-ticks";
const boxes = [...document.querySelectorAll(".queue input[name=chosen]")];
const ticked = document.querySelector("[data-ticked]");
let last = null;

function current() {
  return document.querySelector(".queue a[aria-current=true]")?.parentElement.querySelector("input[name=chosen]");
}

function tick(box, range) {
  if (!box) return;
  const checked = !box.checked;
  setTicks(range && last ? between(last, box) : [box], range && last ? true : checked);
  last = box;
}

function between(one, other) {
  const [from, to] = [boxes.indexOf(one), boxes.indexOf(other)].sort((a, b) => a - b);
  return boxes.slice(from, to + 1);
}

function tickAll() {
  setTicks(boxes, !boxes.every((box) => box.checked));
}

function setTicks(some, checked) {
  for (const box of some) box.checked = checked;
  count();
}

function count() {
  const values = boxes.filter((box) => box.checked).map((box) => box.value);
  const number = values.length;
  try {
    sessionStorage.setItem(TICKS, values.join(" "));
  } catch {
    // Then they hold for this page.
  }
  if (ticked) ticked.textContent = number ? ticked.dataset.ticked.replace("{n}", number) : "";
}

for (const box of boxes) {
  box.addEventListener("click", (event) => {
    if (event.shiftKey && last && last !== box) setTicks(between(last, box), box.checked);
    last = box;
    count();
  });
}

function remembered() {
  try {
    return (sessionStorage.getItem(TICKS) ?? "").split(" ");
  } catch {
    return [];
  }
}

const all = document.querySelector("[data-tick-all]");
if (all) {
  for (const value of remembered()) {
    const box = boxes.find((one) => one.value === value);
    if (box) box.checked = true;
  }
  all.hidden = false;
  all.addEventListener("click", tickAll);
  count();
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  a: () => decide("published"),
  r: () => remove("rejected"),
  s: () => remove("spam"),
  u: () => document.querySelector("[data-undo] button")?.click(),
  x: () => tick(current(), false),
  X: () => tick(current(), true),
  "*": () => tickAll(),
  b: () => document.querySelector(".bulk select")?.focus(),
  "?": () => open(),
};

// A removal needs its reason: without one the key leads to the field, with one it decides.
function remove(to) {
  const reason = form?.querySelector("select[name=reason]");
  if (!reason) return;
  if (to === "spam" && !reason.value) reason.value = "spam";
  if (reason.value) decide(to);
  else reason.focus();
}

function open() {
  if (dialog && !dialog.open) dialog.showModal();
}

// A pressed letter means itself wherever letters are written or options are chosen by them.
function isTyping(target) {
  return target.closest("input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable], dialog");
}

document.addEventListener("keydown", (event) => {
  if (!on || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  if (isTyping(event.target)) return;
  const deed = KEYS[event.key];
  if (!deed) return;
  event.preventDefault();
  deed();
});

if (dialog && line) {
  line.hidden = false;
  line.querySelector("[data-keys-help]").addEventListener("click", open);
  choice.addEventListener("change", () => {
    on = choice.checked;
    keep(on);
    show();
  });
  show();
}

// The title of the item has the focus after a decision, so that a screen reader reads what comes next.
if (location.hash === "#item-title") document.getElementById("item-title")?.focus({ preventScroll: true });

// The reply kept for a reason comes into the box, as long as nobody has written there; Enter in the list then rejects.
const reason = form?.querySelector("select[name=reason]");
const words = form?.querySelector("textarea[name=public_text]");
if (reason && words) {
  let brought = "";
  reason.addEventListener("change", () => {
    if (words.value !== brought) return;
    brought = form.querySelector(`[data-reply="${CSS.escape(reason.value)}"]`)?.textContent ?? "";
    words.value = brought;
  });
}

const undo = document.querySelector("[data-undo]");
if (undo) setTimeout(() => undo.contains(document.activeElement) || undo.remove(), 10000);
