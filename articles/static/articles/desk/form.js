/* Says when something is not saved, asks before it would be lost, and reads the chosen moment back in words. */
const form = document.querySelector("#article_form")
const mark = document.querySelector("[data-desk-dirty]")
let dirty = Boolean(document.querySelector("#desk-problems"))

const show = () => {
  if (mark) mark.hidden = !dirty
}
const changed = () => {
  dirty = true
  show()
}
form?.addEventListener("input", changed)
// The autocomplete speaks through jQuery, which a plain listener does not hear.
window.django?.jQuery(form).on("change", "select", changed)
form?.addEventListener("submit", () => (dirty = false))
window.addEventListener("beforeunload", (event) => dirty && event.preventDefault())
show()

document.querySelector("#desk-problems")?.focus()

const moment = document.querySelector("#id_go_live_at")
if (moment) {
  const sentence = document.createElement("output")
  sentence.htmlFor = moment.id
  sentence.className = "desk-moment"
  moment.after(sentence)
  const read = () => {
    // The moment is in the site's zone, so it is read as it stands, without the browser's own.
    const when = moment.value && new Date(`${moment.value}Z`)
    const format = { weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "UTC", hour12: false }
    sentence.textContent = when ? new Intl.DateTimeFormat(document.documentElement.lang, format).format(when) : ""
  }
  moment.addEventListener("input", read)
  read()
}

/* From a finding to the words that it is about, in the editor or, without one, in the text area. */
const letters = (text) => text.replace(/\s+/g, " ").trim()

const findBlock = (words) => {
  const blocks = [...document.querySelectorAll(".ProseMirror > *, .ProseMirror li, .ProseMirror td")]
  return blocks.findLast((block) => letters(block.textContent).includes(words)) ?? null
}

for (const link of document.querySelectorAll("[data-desk-find]")) {
  link.addEventListener("click", (event) => {
    const words = letters(link.dataset.deskFind.replace(/ …$/, ""))
    const block = findBlock(words)
    if (!block) return
    event.preventDefault()
    block.closest(".ProseMirror").focus()
    getSelection().selectAllChildren(block)
    block.scrollIntoView({ block: "center" })
  })
}
