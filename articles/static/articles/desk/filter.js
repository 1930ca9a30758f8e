/* Opens the filter where it stands beside the list, and folds it where it stands above; what is narrowed stays open. */
const page = document.querySelector("#content-main")
const filter = page?.querySelector(".desk-filter")
if (filter) {
  const narrowed = filter.open
  const roomy = 64 * parseFloat(getComputedStyle(document.documentElement).fontSize)
  let beside
  new ResizeObserver(() => {
    if (beside === page.clientWidth >= roomy) return
    beside = page.clientWidth >= roomy
    filter.open = beside || narrowed
  }).observe(page)
}
