/* The stock autocomplete leaves its box without a name while it is empty: it gets that of the field it stands for. */
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
