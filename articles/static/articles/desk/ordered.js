/* Rows of a list in order change places with the one above. */
const swap = (one, other) => {
  const [options, others] = [[...one.options], [...other.options]]
  const [value, otherValue] = [one.value, other.value]
  one.replaceChildren(...others)
  other.replaceChildren(...options)
  one.value = otherValue
  other.value = value
  for (const select of [one, other]) window.django?.jQuery(select).trigger("change")
}

for (const list of document.querySelectorAll(".desk-ordered")) {
  const rows = [...list.querySelectorAll(".desk-ordered-row")]
  rows.forEach((row, index) => {
    const button = row.querySelector(".desk-up")
    if (!index) return
    button.hidden = false
    button.addEventListener("click", () => {
      swap(row.querySelector("select"), rows[index - 1].querySelector("select"))
      button.dispatchEvent(new Event("input", { bubbles: true }))
    })
  })
}
