// "3 hours ago" for readers with scripts; the exact time stays in the element's title and datetime.
const STEPS = [
  ["year", 31557600],
  ["month", 2629800],
  ["week", 604800],
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
];

const language = document.documentElement.lang || "en";
const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
const exact = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" });

function inWords(then, now) {
  const seconds = Math.round((then - now) / 1000);
  const step = STEPS.find(([, length]) => Math.abs(seconds) >= length);
  return step ? relative.format(Math.trunc(seconds / step[1]), step[0]) : relative.format(0, "second");
}

function refresh() {
  const now = Date.now();
  for (const element of document.querySelectorAll("time[data-relative]")) {
    // "+0100" is good HTML, but not every browser's Date takes it without the colon.
    const then = new Date(element.dateTime.replace(/([+-]\d\d)(\d\d)$/, "$1:$2"));
    if (Number.isNaN(then.getTime())) continue;
    element.title ||= exact.format(then);
    const words = inWords(then, now);
    if (element.textContent !== words) element.textContent = words;
  }
}

refresh();
setInterval(refresh, 60000);
