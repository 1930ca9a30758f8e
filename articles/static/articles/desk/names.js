/* Names that the stock admin leaves out, for people who listen to the page. An autocomplete without a choice gets the name
   of the field that it stands for. */
const name = () => {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const box = select.nextElementSibling?.querySelector(".select2-selection")
    if (!box || box.dataset.named) continue
    box.dataset.named = "yes"
    const label = document.querySelector(`label[for="${select.id}"]`)
    const words = select.getAttribute("aria-label") || label?.textContent.trim() || select.name
    const shown = box.querySelector(".select2-selection__rendered")
    box.id ||= `${select.id}_box`
    box.setAttribute("aria-label", words)
    shown?.setAttribute("aria-label", words)
    box.setAttribute("aria-labelledby", shown?.id ? `${box.id} ${shown.id}` : box.id)
    box.querySelector("input, textarea")?.setAttribute("aria-label", words)
  }
}
// Registered after the autocomplete's own, so run after it.
window.django?.jQuery?.(name)
document.addEventListener("formset:added", () => setTimeout(name))

const search = document.querySelector("#searchbar")
const searchLabel = document.querySelector('label[for="searchbar"] img')
if (search && searchLabel) search.setAttribute("aria-label", searchLabel.alt)

// A heading over nothing is no heading.
for (const heading of document.querySelectorAll(".tabular thead th:empty")) {
  const cell = document.createElement("td")
  cell.className = heading.className
  heading.replaceWith(cell)
}
