/* Keeps what is typed: in the browser at once, on the server a moment later. Nothing of it is a revision.

   The browser's copy goes when the server has it. When the server does not answer, that is said and stays said. */
const form = document.querySelector("#article_form")
const key = form?.querySelector("input[name=working_copy]")
const problem = document.querySelector("[data-keep-problem]")
const state = document.querySelector("[data-desk-dirty]")
const present = document.querySelector("[data-others]")

const QUIET = 1500 // milliseconds without a letter before the server is asked
const AGAIN = 15000 // and until it is asked again when it has not answered
const PREFIX = `desk:${location.pathname}:`
const NAMES = ["title", "summary", "body", "category", "slug", "language", "reason", "level", "note", "authors", "further_reading", "base_revision"]

let timer = null
let version = 0

const store = (action) => {
  try {
    return action(localStorage)
  } catch {
    return null // a browser that keeps nothing
  }
}

const typed = () => {
  const data = new FormData(form)
  return Object.fromEntries(NAMES.map((name) => [name, data.getAll(name)]))
}

const keepHere = () => store((kept) => kept.setItem(PREFIX + key.value, JSON.stringify({ at: Date.now(), fields: typed() })))
const forgetHere = () => store((kept) => kept.removeItem(PREFIX + key.value))

const fail = (why) => {
  problem.hidden = false
  problem.querySelector("[data-keep-why]").textContent = why ?? ""
  timer = setTimeout(send, AGAIN)
}

const send = async () => {
  clearTimeout(timer)
  const sent = version
  let answer
  try {
    const response = await fetch(key.dataset.keepUrl, { method: "POST", body: new FormData(form), redirect: "error" })
    answer = response.headers.get("content-type")?.startsWith("application/json") ? await response.json() : {}
    if (!response.ok) return fail(answer.problem)
  } catch {
    return fail()
  }
  problem.hidden = true
  if (sent === version) forgetHere()
  if (state) state.textContent = state.dataset.kept
  if (present) present.textContent = answer.others.length ? present.dataset.others.replace("{names}", answer.others.join(", ")) : ""
}

const changed = () => {
  version += 1
  keepHere()
  if (state) state.textContent = state.dataset.dirty
  clearTimeout(timer)
  timer = setTimeout(send, QUIET)
}

/* What a crash, a dead network or an ended log-in left in this browser. */
const offer = () => {
  const banner = document.querySelector("[data-browser-copy]")
  const left = store((kept) => Object.keys(kept).filter((name) => name.startsWith(PREFIX) && name !== PREFIX + key.value)) ?? []
  const name = left.sort((one, other) => read(other).at - read(one).at)[0]
  if (!name || !banner) return
  banner.hidden = false
  banner.querySelector("[data-browser-use]").addEventListener("click", () => {
    fill(read(name).fields)
    store((kept) => kept.removeItem(name))
    banner.hidden = true
    changed()
  })
  banner.querySelector("[data-browser-discard]").addEventListener("click", () => {
    for (const one of left) store((kept) => kept.removeItem(one))
    banner.hidden = true
  })
}

const read = (name) => store((kept) => JSON.parse(kept.getItem(name))) ?? { at: 0, fields: {} }

const fill = (fields) => {
  for (const [name, [value]] of Object.entries(fields)) {
    const field = form.elements[name]
    if (value === undefined || !(field instanceof Element) || name === "base_revision") continue
    field.value = value
    field.dispatchEvent(new CustomEvent("desk:refill", { bubbles: true }))
  }
}

if (form && key && problem) {
  form.addEventListener("input", changed)
  window.django?.jQuery(form).on("change", "select", changed)
  form.addEventListener("submit", forgetHere)
  addEventListener("online", () => problem.hidden || send())
  offer()
}
