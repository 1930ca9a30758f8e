// Two small kindnesses for forms: one press sends once, and a long text is told how much room is left.
// Both are extras: the server refuses doubles and over-long texts by itself.

for (const form of document.querySelectorAll("form[method=post]")) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) {
      event.preventDefault();
      return;
    }
    sent = true;
    event.submitter?.setAttribute("aria-busy", "true");
  });
  // A page that comes back from the browser's memory can be sent again.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    sent = false;
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  });
}

// <p class="counter" data-counts="ID" data-max="N" data-left="{n} left" data-over="{n} too many" hidden></p>
for (const counter of document.querySelectorAll("[data-counts]")) {
  const field = document.getElementById(counter.dataset.counts);
  const most = Number(counter.dataset.max);
  if (!field || !most) continue;
  const number = new Intl.NumberFormat(document.documentElement.lang || "en");
  let spoken = 0;
  const update = () => {
    const left = most - [...field.value].length;
    counter.hidden = left > most * 0.25;
    counter.classList.toggle("counter-over", left < 0);
    counter.firstElementChild.textContent = (left < 0 ? counter.dataset.over : counter.dataset.left).replace(
      "{n}",
      number.format(Math.abs(left)),
    );
    // Screen readers hear it after a pause, not at every key.
    clearTimeout(spoken);
    spoken = setTimeout(() => {
      counter.lastElementChild.textContent = counter.hidden ? "" : counter.firstElementChild.textContent;
    }, 1200);
  };
  field.addEventListener("input", update);
  update();
}
