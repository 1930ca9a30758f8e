/* Small questions of the editor, each a native dialog: it holds the focus, Escape leaves it, the text gets it back. */

export const make = (tag, properties = {}, ...children) => {
  const { data, ...rest } = properties
  const dom = Object.assign(document.createElement(tag), rest)
  for (const [name, value] of Object.entries(data || {})) dom.setAttribute(name, value)
  dom.append(...children)
  return dom
}

let count = 0

export const row = (label, control) => {
  control.id = `desk-ask-${++count}`
  return make("div", { className: "desk-ask-row" }, make("label", { htmlFor: control.id, textContent: label }), control)
}

/* Shows `rows` under `title`; gives what `read` makes of them, or null when the author thinks better of it. `read` may
   answer undefined to keep the dialog open. */
export const ask = (title, words, rows, read, { submit = words.apply, others = [] } = {}) =>
  new Promise((resolve) => {
    const heading = make("h2", { textContent: title, id: `desk-ask-${++count}` })
    const cancel = make("button", { type: "button", textContent: words.cancel })
    const buttons = make("div", { className: "desk-ask-buttons" }, make("button", { className: "default", textContent: submit }), ...others, cancel)
    const form = make("form", { method: "dialog", noValidate: false }, heading, ...rows, buttons)
    const dialog = make("dialog", { className: "desk-ask", data: { "aria-labelledby": heading.id } }, form)
    let answer = null
    const finish = (value) => {
      answer = value
      dialog.close()
    }
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      const value = read()
      if (value !== undefined) finish(value)
    })
    cancel.addEventListener("click", () => finish(null))
    for (const button of others) button.addEventListener("click", () => finish(button.answer))
    dialog.addEventListener("close", () => {
      dialog.remove()
      resolve(answer)
    })
    document.body.append(dialog)
    dialog.showModal()
    form.querySelector("input, textarea")?.focus()
  })

export const isAddress = (address) => /^(https?:\/\/|mailto:|tel:|\/(?!\/)|#)/i.test(address)

export const askLink = (words, href = "") => {
  const address = make("input", { type: "text", value: href, required: true })
  const help = make("p", { className: "help", textContent: words.linkHelp })
  const remove = make("button", { type: "button", textContent: words.removeLink, answer: "" })
  address.addEventListener("input", () => address.setCustomValidity(""))
  const read = () => {
    const value = address.value.trim()
    if (isAddress(value)) return value
    address.setCustomValidity(words.linkRefused)
    address.reportValidity()
  }
  return ask(words.link, words, [row(words.address, address), help], read, { others: href ? [remove] : [] })
}

export const askCaption = (words, value) => {
  const caption = make("input", { type: "text", value })
  return ask(words.caption, words, [row(words.caption, caption)], () => caption.value.trim())
}

/* The picture: chosen from the media library, or by its address there; nothing goes in without its description. */
export const askPicture = (settings, { src = "", alt = "", caption = null }) => {
  const { words } = settings
  const search = make("input", { type: "search" })
  const shelf = make("div", { className: "desk-shelf", data: { role: "group", "aria-label": words.picture } })
  const address = make("input", { type: "text", value: src, required: true })
  const description = make("textarea", { rows: 2, value: alt, required: true })
  const words_of_caption = make("input", { type: "text" })
  const upload = make("a", { href: settings.upload, target: "_blank", textContent: words.upload })
  let size = {}
  const choose = (picture, button) => {
    address.value = picture.address
    size = { width: picture.width, height: picture.height }
    for (const other of shelf.children) other.setAttribute("aria-pressed", other === button)
  }
  const find = async () => {
    const answer = await fetch(`${settings.pictures}?q=${encodeURIComponent(search.value)}`)
    const { pictures } = answer.ok ? await answer.json() : { pictures: [] }
    const buttons = pictures.map((picture) => {
      const image = make("img", { src: picture.address, alt: "", loading: "lazy" })
      const button = make("button", { type: "button", data: { "aria-pressed": picture.address === address.value } }, image, picture.title)
      button.addEventListener("click", () => choose(picture, button))
      return button
    })
    shelf.replaceChildren(...(buttons.length ? buttons : [make("p", { textContent: words.noPictures })]))
  }
  let pause
  search.addEventListener("input", () => {
    clearTimeout(pause)
    pause = setTimeout(find, 200)
  })
  search.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault())
  address.addEventListener("input", () => (size = {}))
  description.addEventListener("input", () => description.setCustomValidity(""))
  find()
  const read = () => {
    if (description.value.trim())
      return { src: address.value.trim(), alt: description.value.trim(), caption: words_of_caption.value.trim(), ...size }
    description.setCustomValidity(words.altMissing)
    description.reportValidity()
  }
  const rows = [row(words.search, search), shelf, make("p", {}, upload), row(words.pictureAddress, address), row(words.alt, description)]
  if (caption === null) rows.push(row(words.figureCaption, words_of_caption))
  const remove = make("button", { type: "button", textContent: words.removePicture, answer: "remove" })
  return ask(words.picture, words, rows, read, { submit: src ? words.apply : words.insert, others: src ? [remove] : [] })
}
